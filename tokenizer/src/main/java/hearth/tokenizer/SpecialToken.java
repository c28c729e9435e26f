package hearth.tokenizer;

/** The tokens with a role of their own, each with the ending of the metadata key that usually names its id. */
public enum SpecialToken {
    BOS("bos_token_id"),
    EOS("eos_token_id"),
    EOT("eot_token_id"),
    EOM("eom_token_id"),
    UNKNOWN("unknown_token_id"),
    SEPARATOR("seperator_token_id"), // spelled so in the files
    PADDING("padding_token_id"),
    MASK("mask_token_id"),
    /** What WordPiece models begin with. */
    CLASSIFIER("cls_token_id"),
    FIM_PREFIX("fim_pre_token_id"),
    FIM_SUFFIX("fim_suf_token_id"),
    FIM_MIDDLE("fim_mid_token_id"),
    FIM_PADDING("fim_pad_token_id"),
    FIM_REPOSITORY("fim_rep_token_id"),
    FIM_SEPARATOR("fim_sep_token_id");

    private final String metadataKey;

    SpecialToken(String metadataKey) {
        this.metadataKey = metadataKey;
    }

    /** The last part of the metadata key under which model files keep this token's id. */
    public String metadataKey() {
        return metadataKey;
    }
}
