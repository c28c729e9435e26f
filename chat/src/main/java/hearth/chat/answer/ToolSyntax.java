package hearth.chat.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ways in which models write tool calls. */
enum ToolSyntax {
    /** {@code <tool_call>…</tool_call>} or {@code <function=NAME>…</function>}: Hermes, Qwen, GLM, Nemotron 3, Functionary. */
    TAGGED {
        @Override
        List<Opener> openers() {
            return List.of(
                    new Opener("<tool_call>", TaggedStage::new),
                    new Opener("<function=", FunctionStage::new),
                    Opener.frame("</tool_call>"));
        }
    },
    /** A name, then JSON: Mistral since 2025, and before that a list of objects. */
    MISTRAL {
        @Override
        List<Opener> openers() {
            return List.of(new Opener("[TOOL_CALLS]", MistralStage::new));
        }
    },
    /** Sections of calls that begin with {@code functions.NAME:INDEX}. */
    KIMI {
        @Override
        List<Opener> openers() {
            return List.of(
                    Opener.frame("<|tool_calls_section_begin|>"),
                    Opener.frame("<|tool_calls_section_end|>"),
                    new Opener(
                            "<|tool_call_begin|>",
                            text -> new HeaderCallStage(CallNames::kimi, List.of("<|tool_call_end|>"), text)));
        }
    },
    /** DeepSeek V3, R1, V3.1. */
    DEEPSEEK {
        @Override
        List<Opener> openers() {
            return List.of(
                    Opener.frame("<｜tool▁calls▁begin｜>"),
                    Opener.frame("<｜tool▁calls▁end｜>"),
                    new Opener(
                            "<｜tool▁call▁begin｜>",
                            text -> new HeaderCallStage(CallNames::deepSeek, List.of("```", "<｜tool▁call▁end｜>"), text)));
        }
    },
    /** {@code <invoke name="…">} with parameters between tags: DeepSeek V3.2, MiniMax M2. */
    INVOKE {
        @Override
        List<Opener> openers() {
            List<Opener> openers = new ArrayList<>();
            for (String prefix : List.of("", "｜DSML｜", "atem:")) {
                openers.add(new Opener(
                        "<" + prefix + "invoke name=\"",
                        text -> new BodyCallStage("</" + prefix + "invoke>", ParameterTags.invoke(prefix), text)));
            }
            for (String frame : List.of("minimax:tool_call", "｜DSML｜function_calls", "｜DSML｜tool_calls", "atem:function_calls")) {
                openers.add(Opener.frame("<" + frame + ">"));
                openers.add(Opener.frame("</" + frame + ">"));
            }
            return openers;
        }
    },
    /** JSON between markers of other names. */
    JSON_LIST {
        @Override
        List<Opener> openers() {
            return List.of(
                    json("<tool_calls>", "</tool_calls>"),
                    json("<TOOLCALL>", "</TOOLCALL>"),
                    json("<|tools_prefix|>", "<|tools_suffix|>"),
                    json("<|function_call|>", "<|message_sep|>"));
        }
    },
    /** {@code call:NAME{…}}: FunctionGemma, Gemma 4. */
    GEMMA {
        @Override
        List<Opener> openers() {
            return List.of(
                    new Opener("<|tool_call>", text -> new BodyCallStage("<tool_call|>", LiteralCalls.gemma("<|\"|>"), text)),
                    new Opener(
                            "<start_function_call>",
                            text -> new BodyCallStage("<end_function_call>", LiteralCalls.gemma("<escape>"), text)));
        }
    },
    /** {@code [f(a='x')]}: LFM2. */
    PYTHON {
        @Override
        List<Opener> openers() {
            return List.of(new Opener(
                    "<|tool_call_start|>", text -> new BodyCallStage("<|tool_call_end|>", LiteralCalls::python, text)));
        }
    },
    /** The whole answer is JSON: Llama 3, and models that know no other way. */
    BARE_JSON {
        @Override
        List<Opener> openers() {
            return List.of(new Opener("<|python_tag|>", text -> new JsonCallsStage(Optional.empty(), true, text)));
        }
    };

    /** Markers that begin a call or frame calls. */
    abstract List<Opener> openers();

    private static Opener json(String open, String close) {
        return new Opener(open, text -> new JsonCallsStage(Optional.of(close), false, text));
    }
}
