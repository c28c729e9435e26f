/**
 * Work that takes long and goes on without the page that began it. Entry class {@link hearth.studio.job.JobQueue}. It knows nothing of
 * what is done.
 */
package hearth.studio.job;
