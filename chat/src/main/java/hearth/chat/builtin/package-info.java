/**
 * The functions templates expect to find: filters, tests, globals, and the methods of strings, lists and dicts. Entry classes
 * are {@link hearth.chat.builtin.Filters}, {@link hearth.chat.builtin.Tests}, {@link hearth.chat.builtin.Globals} and
 * {@link hearth.chat.builtin.Members}; nothing here knows template syntax.
 */
package hearth.chat.builtin;
