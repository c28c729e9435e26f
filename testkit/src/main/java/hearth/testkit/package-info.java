/** What tests of several modules share; entry class {@link hearth.testkit.ThreadMeter}. Test scope only. */
package hearth.testkit;
