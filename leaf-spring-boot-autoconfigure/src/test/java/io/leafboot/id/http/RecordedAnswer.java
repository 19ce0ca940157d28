package io.leafboot.id.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request and what the original answers to it, to the byte: request line and headers, an empty line, status and content
 * type, and the body until the end of the file. In a body {@code <millis>} stands for a moment.
 */
record RecordedAnswer(String name, String method, String path, String[] headers, String head, String body) {

    static Stream<RecordedAnswer> of(String folder) throws Exception {
        Path root = Path.of(RecordedAnswer.class.getResource("/wire/" + folder).toURI());
        try (Stream<Path> files = Files.list(root)) {
            List<RecordedAnswer> answers =
                    files.sorted().map(RecordedAnswer::read).toList();
            assertThat(answers).hasSizeGreaterThan(5);
            return answers.stream();
        }
    }

    /** Returns the same with one more header in the request. */
    RecordedAnswer with(String header, String value) {
        String[] more = Arrays.copyOf(headers, headers.length + 2);
        more[headers.length] = header;
        more[headers.length + 1] = value;
        return new RecordedAnswer(name, method, path, more, head, body);
    }

    void check(WireServer server) throws IOException, InterruptedException {
        HttpResponse<String> response = server.send(method, path, headers);
        assertThat(response.statusCode() + " "
                        + response.headers().firstValue("Content-Type").orElse(""))
                .isEqualTo(head);
        assertThat(response.body()).matches(Pattern.quote(body).replace("<millis>", "\\E\\d{13}\\Q"));
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    }

    private static RecordedAnswer read(Path file) {
        try {
            String[] parts = Files.readString(file, StandardCharsets.UTF_8).split("\n\n", 2);
            String[] request = parts[0].split("\n");
            String[] answer = parts[1].split("\n", 2);
            String[] line = request[0].split(" ");
            String[] headers = Stream.of(request)
                    .skip(1)
                    .flatMap(header -> Stream.of(header.split(": ", 2)))
                    .toArray(String[]::new);
            return new RecordedAnswer(file.getFileName().toString(), line[0], line[1], headers, answer[0], answer[1]);
        } catch (IOException e) {
            throw new IllegalStateException("Unreadable: " + file, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
