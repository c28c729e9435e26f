/**
 * AWQ (Lin et al. 2023): columns that meet large inputs are made larger before rounding, and what comes before them smaller by as much, so
 * that the model computes the same and its important weights lose less. The entry is {@link hearth.workshop.awq.AwqMethod}.
 */
package hearth.workshop.awq;
