package hearth.documents.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** How texts become words of the index; the same for documents and questions. */
final class Words extends Analyzer {
    private static final int MAX_QUESTION_WORDS = 64;
    private static final int MAX_QUESTION_LENGTH = 4000;

    /** Words of questions that tell nothing about what is asked, in English and German. */
    private static final Set<String> EMPTY_WORDS = Set.copyOf(List.of(
            "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "by", "can", "could", "did", "do", "doe", "does",
            "explain", "for", "from", "give", "ha", "has", "have", "how", "i", "if", "in", "is", "it", "its", "me", "my", "of", "on", "or",
            "our", "please", "say", "should", "so", "tell", "than", "that", "the", "their", "them", "there", "these", "they", "this", "to",
            "up", "us", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your", "aber",
            "als", "am", "auch", "auf", "aus", "bei", "bin", "bitte", "das", "dass", "dem", "den", "der", "des", "die", "du", "ein", "eine",
            "einem", "einen", "einer", "eines", "er", "es", "fur", "gibt", "hat", "ich", "ihr", "im", "ist", "kann", "man", "mein", "mir",
            "mit", "nach", "nicht", "oder", "sein", "sie", "sind", "und", "vom", "von", "war", "warum", "was", "wa", "welche", "welcher",
            "welches", "wenn", "wer", "werden", "wie", "wir", "wird", "wo", "zu", "zum", "zur"));

    @Override
    protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer tokenizer = new StandardTokenizer();
        return new TokenStreamComponents(tokenizer, new WordForms(tokenizer));
    }

    /** The words of a question that are worth looking for; all of them if none is. */
    List<String> ofQuestion(String question) {
        Set<String> words = new LinkedHashSet<>();
        String cut = question.length() > MAX_QUESTION_LENGTH ? question.substring(0, MAX_QUESTION_LENGTH) : question;
        try (TokenStream stream = tokenStream("", cut)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken() && words.size() < MAX_QUESTION_WORDS) {
                words.add(term.toString());
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> telling = new ArrayList<>(words);
        telling.removeAll(EMPTY_WORDS);
        return telling.isEmpty() ? List.copyOf(words) : telling;
    }
}
