package hearth.server.call;

import java.util.List;

/**
 * How likely a token was.
 *
 * @param bytes what the token stands for; need not be whole characters
 * @param logprob natural logarithm of its probability, 0 or less
 * @param top the likeliest tokens of that position, likeliest first; their own lists are empty
 */
public record TokenLogprob(int id, String text, byte[] bytes, float logprob, List<TokenLogprob> top) {
    public TokenLogprob {
        top = List.copyOf(top);
    }
}
