/** What tests of several modules share; entry class {@link hearth.testkit.BackendContract}. Test scope only. */
package hearth.testkit;
