package hearth.grammar.automaton;

import hearth.grammar.Expression;
import hearth.grammar.Grammar;
import hearth.grammar.GrammarTooComplexException;
import hearth.grammar.InvalidGrammarException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Makes the automaton of a grammar, by Thompson's construction: no edge leads to the start of a callee from inside it, none
 * leaves its end. Repetitions with large counts become callees with a counter.
 */
public final class AutomatonBuilder {
    private static final int MAX_NESTING = 2_000;
    private static final int UNROLLED_SIZE = 48;
    private static final int TRIE_FROM = 4;
    private static final long MAX_COUNT = 1L << 53;

    private final EdgeList edges = new EdgeList();
    private final Utf8Edges characters = new Utf8Edges(edges);
    private final List<Callee> callees = new ArrayList<>();
    private final Map<String, Integer> ruleIndex = new HashMap<>();
    private final Function<String, OptionalInt> tokenIds;
    private String rule = "";
    private int nesting;

    private AutomatonBuilder(Function<String, OptionalInt> tokenIds) {
        this.tokenIds = tokenIds;
    }

    /**
     * @param tokenIds finds the id of a token by its text
     * @throws InvalidGrammarException if a rule or token is missing, a rule is left-recursive, or the grammar matches no text
     * @throws GrammarTooComplexException if it needs too many states
     */
    public static Automaton build(Grammar grammar, Function<String, OptionalInt> tokenIds) {
        AutomatonBuilder builder = new AutomatonBuilder(tokenIds);
        builder.addRules(grammar);
        int root = builder.ruleIndex.get(grammar.root());
        AutomatonAnalysis analysis = new AutomatonAnalysis(builder.edges, builder.callees);
        analysis.run();
        if (analysis.heights()[builder.callees.get(root).start] == AutomatonAnalysis.NEVER && !builder.callees.get(root).nullable) {
            throw new InvalidGrammarException("no text of finite length matches the rule \"" + grammar.root() + "\"");
        }
        return new Automaton(builder.edges, builder.callees, analysis.heights(), root, grammar.maxDepth());
    }

    private void addRules(Grammar grammar) {
        for (String name : grammar.rules().keySet()) {
            ruleIndex.put(name, callees.size());
            callees.add(Callee.rule(name, edges.newState(), edges.newState()));
        }
        grammar.rules().forEach((name, expression) -> {
            rule = name;
            Callee callee = callees.get(ruleIndex.get(name));
            emit(expression, callee.start, callee.accept);
        });
    }

    private void emit(Expression expression, int from, int to) {
        if (++nesting > MAX_NESTING) {
            throw new GrammarTooComplexException("the rule \"" + rule + "\" is nested more than " + MAX_NESTING + " deep");
        }
        switch (expression) {
            case Expression.Literal literal -> emitBytes(literal.text().getBytes(StandardCharsets.UTF_8), from, to);
            case Expression.Characters one -> characters.add(one.set(), from, to);
            case Expression.Sequence sequence -> emitSequence(sequence.items(), from, to);
            case Expression.Choice choice -> emitChoice(choice.options(), from, to);
            case Expression.Repeat repeat -> emitRepeat(repeat, from, to);
            case Expression.Reference reference -> {
                Integer callee = ruleIndex.get(reference.rule());
                if (callee == null) {
                    throw new InvalidGrammarException(
                            "the rule \"" + rule + "\" refers to \"" + reference.rule() + "\", which is not defined");
                }
                edges.add(EdgeList.CALL, from, to, callee, 0);
            }
            case Expression.Separated separated -> emitSeparated(separated, from, to);
            case Expression.Token token ->
                edges.add(token.negated() ? EdgeList.OTHER_TOKEN : EdgeList.TOKEN, from, to, token.id(), 0);
            case Expression.NamedToken token -> {
                int id = tokenIds.apply(token.text()).orElseThrow(() -> new InvalidGrammarException(
                        "the rule \"" + rule + "\" names the token " + token.text() + ", which the vocabulary lacks"));
                edges.add(token.negated() ? EdgeList.OTHER_TOKEN : EdgeList.TOKEN, from, to, id, 0);
            }
        }
        nesting--;
    }

    private void emitBytes(byte[] bytes, int from, int to) {
        if (bytes.length == 0) {
            edges.epsilon(from, to);
            return;
        }
        int state = from;
        for (int i = 0; i < bytes.length; i++) {
            int next = i == bytes.length - 1 ? to : edges.newState();
            edges.add(EdgeList.BYTES, state, next, bytes[i] & 0xFF, bytes[i] & 0xFF);
            state = next;
        }
    }

    private void emitSequence(List<Expression> items, int from, int to) {
        if (items.isEmpty()) {
            edges.epsilon(from, to);
            return;
        }
        int state = from;
        for (int i = 0; i < items.size(); i++) {
            int next = i == items.size() - 1 ? to : edges.newState();
            emit(items.get(i), state, next);
            state = next;
        }
    }

    private void emitChoice(List<Expression> options, int from, int to) {
        if (options.size() >= TRIE_FROM && options.stream().allMatch(Expression.Literal.class::isInstance)) {
            emitTexts(options, from, to);
            return;
        }
        for (Expression option : options) {
            emit(option, from, to);
        }
    }

    /** Many texts as a trie, so that equal beginnings are one path. */
    private void emitTexts(List<Expression> options, int from, int to) {
        byte[][] texts = options.stream()
                .map(option -> ((Expression.Literal) option).text().getBytes(StandardCharsets.UTF_8))
                .sorted(Arrays::compareUnsigned)
                .toArray(byte[][]::new);
        int[] path = {from}; // the state after each byte of the text before
        byte[] before = {};
        for (byte[] text : texts) {
            int common = Arrays.mismatch(before, text);
            if (common < 0 && text.length > 0) {
                continue;
            }
            path = Arrays.copyOf(path, Math.max(path.length, text.length + 1));
            for (int i = Math.max(0, common); i < text.length; i++) {
                path[i + 1] = edges.newState();
                edges.add(EdgeList.BYTES, path[i], path[i + 1], text[i] & 0xFF, text[i] & 0xFF);
            }
            edges.epsilon(path[text.length], to);
            before = text;
        }
    }

    private void emitRepeat(Expression.Repeat repeat, int from, int to) {
        Expression item = repeat.item();
        long min = repeat.min();
        long max = repeat.max();
        while (item instanceof Expression.Repeat inner && inner.min() <= 1 && inner.max() > 0 && max > 0) {
            min *= inner.min();
            max = product(max, inner.max());
            item = inner.item();
        }
        if (max == 0) {
            edges.epsilon(from, to);
        } else if (max == Expression.UNBOUNDED && min <= 1) {
            int before = edges.newState();
            int after = edges.newState();
            edges.epsilon(from, before);
            emit(item, before, after);
            edges.epsilon(after, before);
            edges.epsilon(min == 0 ? before : after, to);
        } else if (max == 1) {
            emit(item, from, to);
            if (min == 0) {
                edges.epsilon(from, to);
            }
        } else if (size(item, UNROLLED_SIZE) * Math.min(max == Expression.UNBOUNDED ? min + 1 : max, UNROLLED_SIZE) <= UNROLLED_SIZE) {
            unroll(item, min, max, from, to);
        } else {
            emitCounted(item, min, max, from, to);
        }
    }

    private void unroll(Expression item, long min, long max, int from, int to) {
        int state = from;
        for (long i = 0; i < min; i++) {
            int next = edges.newState();
            emit(item, state, next);
            state = next;
        }
        if (max == Expression.UNBOUNDED) {
            emit(Expression.many(item), state, to);
            return;
        }
        for (long i = min; i < max; i++) {
            edges.epsilon(state, to);
            int next = edges.newState();
            emit(item, state, next);
            state = next;
        }
        edges.epsilon(state, to);
    }

    private void emitCounted(Expression item, long min, long max, int from, int to) {
        Callee body = Callee.loop(rule, edges.newState(), edges.newState(), min, max);
        int index = callees.size();
        callees.add(body);
        emit(item, body.start, body.accept);
        edges.add(EdgeList.CALL, from, to, index, 0);
        if (min == 0) {
            edges.epsilon(from, to);
        }
    }

    /** Two rows of states: nothing was written yet, so no separator is due; and something was. */
    private void emitSeparated(Expression.Separated separated, int from, int to) {
        int none = edges.newState();
        int some = -1;
        edges.epsilon(from, none);
        boolean mayBeEmpty = true;
        for (Expression.Part part : separated.parts()) {
            int after = edges.newState();
            if (mayBeEmpty) {
                emit(part.item(), none, after);
            }
            if (some >= 0) {
                emitSequence(List.of(separated.separator(), part.item()), some, after);
            }
            if (part.repeated()) {
                int again = edges.newState();
                edges.epsilon(after, again);
                int end = edges.newState();
                emitSequence(List.of(separated.separator(), part.item()), again, end);
                edges.epsilon(end, again);
                after = again;
            }
            int next = edges.newState();
            edges.epsilon(after, next);
            if (part.optional() && some >= 0) {
                edges.epsilon(some, next);
            }
            some = next;
            mayBeEmpty &= part.optional();
        }
        if (mayBeEmpty && !separated.nonEmpty()) {
            edges.epsilon(none, to);
        }
        if (some >= 0) {
            edges.epsilon(some, to);
        }
    }

    private static long product(long x, long y) {
        if (x == Expression.UNBOUNDED || y == Expression.UNBOUNDED) {
            return Expression.UNBOUNDED;
        }
        if (Math.multiplyHigh(x, y) != 0 || x * y < 0 || x * y > MAX_COUNT) {
            throw new GrammarTooComplexException("nested repetitions allow more than " + MAX_COUNT + " items");
        }
        return x * y;
    }

    /** A rough number of states, counted up to a limit. */
    private static long size(Expression expression, long limit) {
        long sum = switch (expression) {
            case Expression.Literal literal -> literal.text().length();
            case Expression.Characters one -> one.set().rangeCount();
            case Expression.Sequence sequence -> sizeOfAll(sequence.items(), limit);
            case Expression.Choice choice -> sizeOfAll(choice.options(), limit);
            case Expression.Repeat repeat -> size(repeat.item(), limit) * Math.min(repeat.max(), limit);
            case Expression.Separated ignored -> limit + 1;
            case Expression.Reference ignored -> 1;
            case Expression.Token ignored -> 1;
            case Expression.NamedToken ignored -> 1;
        };
        return Math.min(sum + 1, limit + 1);
    }

    private static long sizeOfAll(List<Expression> items, long limit) {
        long sum = 0;
        for (Expression item : items) {
            sum += size(item, limit);
            if (sum > limit) {
                return limit + 1;
            }
        }
        return sum;
    }
}
