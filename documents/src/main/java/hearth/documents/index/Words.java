package hearth.documents.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** How texts become words of the index; the same for documents and questions. */
final class Words extends Analyzer {
    private static final int MAX_QUESTION_WORDS = 64;
    private static final int MAX_QUESTION_LENGTH = 4000;

    /** Words of questions that tell nothing about what is asked, in English and German. */
    private static final Set<String> EMPTY_WORDS = Stream.of("""
            a about after again all also am an and any are as at be because been before being between but by can could did do doe does doing done
            during each explain find for from get give had has have he her here him his how i if in into is it its just know let like look made
            make many me mean more most much must my no not of off on one only or other our out over please said say see she should show so some
            such take tell than that the their them then there these they thing think this those through to too under until up us use very was we
            were what when where whether which while who whom whose why will with without would you your
            aber alle als also am an auch auf aus bei beim bin bis bitte da dann das dass dem den denn der des die dies diese dieser dieses doch du
            durch ein eine einem einen einer eines er es etwas fur gegen geht gib gibt hab habe haben hat hatte ich ihm ihn ihr ihre im in ins ist
            ja jede jeder jedes jetzt kann kein keine konnen man mehr mein mich mir mit muss nach nein nicht noch nun nur ob oder ohne schon sehr
            sein seine sich sie sind so soll uber um und uns unter vom von vor wann war waren warum was weil welche welcher welches wenn wer werden
            wessen wie wieder wir wird wo wurde zu zum zur zwischen
            """.split("\\s+"))
            .filter(word -> !word.isEmpty())
            .map(WordForms::form)
            .collect(Collectors.toUnmodifiableSet());

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
