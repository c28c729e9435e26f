package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Budget;
import hearth.chat.value.DictValue;
import hearth.chat.value.FunctionValue;
import hearth.chat.value.MarkedText;
import hearth.chat.value.NamespaceValue;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Numbers;
import hearth.chat.value.Printer;
import hearth.chat.value.RangeValue;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.Value;
import java.math.BigInteger;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;

/** The functions every template can name; {@code strftime_now} reads the given clock. */
public final class Globals {
    private final Clock clock;

    public Globals(Clock clock) {
        this.clock = clock;
    }

    /** The global of that name, or null. */
    public Value find(String name) {
        return switch (name) {
            case "range", "dict", "namespace", "raise_exception", "strftime_now", "cycler", "joiner" ->
                new GlobalFunction(name, clock);
            default -> null;
        };
    }

    private static final class GlobalFunction extends FunctionValue {
        private final String name;
        private final Clock clock;

        GlobalFunction(String name, Clock clock) {
            this.name = name;
            this.clock = clock;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Value call(Arguments arguments, Budget budget) {
            return switch (name) {
                case "range" -> range(arguments);
                case "dict" -> {
                    DictValue dict = new DictValue();
                    DictMethods.update(dict, arguments, budget);
                    yield dict;
                }
                case "namespace" -> namespace(arguments, budget);
                case "raise_exception" -> {
                    Value message = arguments.bind(name, 1, "message")[0];
                    throw TemplateFault.raised(Printer.text(message, budget).text());
                }
                case "strftime_now" -> {
                    Value format = arguments.bind(name, 1, "format")[0];
                    MarkedText text = StringMethods.string(format, "strftime() argument 1 must be str").marked();
                    String formatted = Strftime.format(text.text(), ZonedDateTime.now(clock));
                    yield new StringValue(MarkedText.of(formatted, text.allTrusted()));
                }
                case "cycler" -> new CyclerValue(arguments.positional());
                default -> {
                    Value separator = arguments.bind(name, 0, "sep")[0];
                    yield new JoinerValue(separator == null ? StringValue.trusted(", ") : separator);
                }
            };
        }

        private static Value range(Arguments arguments) {
            List<Value> bounds = arguments.positional();
            if (bounds.isEmpty() || bounds.size() > 3 || !arguments.named().isEmpty()) {
                throw TemplateFault.runtime("range expected 1 to 3 positional arguments");
            }
            boolean trusted = true;
            for (Value bound : bounds) {
                trusted &= Numbers.trusted(bound);
            }
            long first = bound(bounds.getFirst());
            if (bounds.size() == 1) {
                return RangeValue.of(0, first, 1, trusted);
            }
            long step = bounds.size() == 3 ? bound(bounds.get(2)) : 1;
            return RangeValue.of(first, bound(bounds.get(1)), step, trusted);
        }

        private static long bound(Value value) {
            BigInteger number = Numbers.integer(value);
            if (number.bitLength() >= Long.SIZE - 1) {
                throw TemplateFault.limit("a range is larger than the limit of " + Budget.MAX_RANGE);
            }
            return number.longValue();
        }

        private static Value namespace(Arguments arguments, Budget budget) {
            DictValue initial = new DictValue();
            DictMethods.update(initial, arguments, budget);
            NamespaceValue namespace = new NamespaceValue();
            for (DictValue.Entry entry : initial.entries()) {
                namespace.attributes().put(Printer.text(entry.key(), budget).text(), entry.value());
            }
            return namespace;
        }
    }

    /** {@code cycler(a, b)}: {@code next()}, {@code current} and {@code reset()}. */
    private static final class CyclerValue extends FunctionValue {
        private final List<Value> items;
        private int position;

        CyclerValue(List<Value> items) {
            if (items.isEmpty()) {
                throw TemplateFault.runtime("at least one item has to be provided");
            }
            this.items = items;
        }

        @Override
        public String name() {
            return "cycler";
        }

        @Override
        public boolean callable() {
            return false;
        }

        @Override
        public Value call(Arguments arguments, Budget budget) {
            throw TemplateFault.runtime("'Cycler' object is not callable");
        }

        @Override
        public Value attribute(String attribute) {
            return switch (attribute) {
                case "current" -> items.get(position);
                case "next", "reset" -> new FunctionValue() {
                    @Override
                    public String name() {
                        return attribute;
                    }

                    @Override
                    public Value call(Arguments arguments, Budget budget) {
                        arguments.bind(attribute, 0);
                        Value current = items.get(position);
                        boolean next = attribute.equals("next");
                        position = next ? (position + 1) % items.size() : 0;
                        return next ? current : NoneValue.NONE;
                    }
                };
                default -> null;
            };
        }
    }

    /** {@code joiner(sep)}: empty at the first call, the separator after that. */
    private static final class JoinerValue extends FunctionValue {
        private final Value separator;
        private boolean used;

        JoinerValue(Value separator) {
            this.separator = separator;
        }

        @Override
        public String name() {
            return "joiner";
        }

        @Override
        public Value call(Arguments arguments, Budget budget) {
            arguments.bind("joiner", 0);
            Value part = used ? separator : StringValue.EMPTY;
            used = true;
            return part;
        }
    }
}
