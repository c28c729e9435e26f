/**
 * What a template can hold: values with Python's behaviour, text that remembers where it came from, and the budget of one
 * render. {@link hearth.chat.value.Value} is the root; nothing here knows template syntax, and no Java object is ever a value.
 */
package hearth.chat.value;
