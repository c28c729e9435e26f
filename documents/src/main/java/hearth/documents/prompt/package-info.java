/** What a model is told of documents: the only place where their text becomes a part of a prompt. */
package hearth.documents.prompt;
