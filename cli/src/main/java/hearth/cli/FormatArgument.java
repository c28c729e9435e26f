package hearth.cli;

import hearth.engine.Model;
import hearth.engine.generate.GrammarConstraint;
import hearth.engine.sampling.TokenRules;
import hearth.grammar.Grammar;
import hearth.grammar.GrammarException;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.JsonSchemas;
import hearth.json.Json;
import hearth.json.JsonException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code --format} may be: json, a JSON schema or a file with one, a file with a GBNF grammar. */
final class FormatArgument {
    private static final String GRAMMAR_ENDING = ".gbnf";

    private FormatArgument() {}

    /** Rules that hold answers of the model to the format; null or empty text means any answer. */
    static TokenRules rules(CommandIo io, Model model, String format) {
        if (format == null || format.isBlank()) {
            return TokenRules.none();
        }
        try {
            return TokenRules.none().withConstraint(GrammarConstraint.source(model.compile(grammar(io, format.strip()))));
        } catch (GrammarException e) {
            throw new CommandException("--format can't be enforced: " + e.getMessage());
        }
    }

    private static Grammar grammar(CommandIo io, String format) {
        if (format.equals("json")) {
            return JsonSchemas.anyObject(JsonSchemaOptions.DEFAULT);
        }
        boolean inline = format.startsWith("{");
        if (!inline && !Files.isRegularFile(Path.of(format))) {
            throw new CommandException("--format is 'json', a JSON schema, or a file with a schema or a " + GRAMMAR_ENDING
                    + " grammar; there is no file '" + format + "'");
        }
        String text = inline ? format : TextArgument.read(io, Path.of(format));
        if (!inline && format.endsWith(GRAMMAR_ENDING)) {
            return Grammar.parseGbnf(text);
        }
        try {
            return JsonSchemas.compile(Json.parse(text));
        } catch (JsonException e) {
            throw new CommandException("the schema of --format is " + e.getMessage());
        }
    }
}
