package io.leafboot.id.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a range and draws from it the way tinyid's Java client does, which is in no registry: a POST with an empty form, an
 * answer of five numbers, a current id that is stepped before it is handed out.
 */
final class TinyidClient {

    private final String url;

    private long currentId;

    private long maxId;

    private int delta;

    private int remainder;

    TinyidClient(int port, String token, String bizType) {
        this.url = "http://127.0.0.1:" + port + "/tinyid/id/nextSegmentIdSimple?token=" + token + "&bizType=" + bizType;
    }

    /** Returns the ids of one range. */
    List<Long> drawRange() throws IOException {
        load();
        while (currentId % delta != remainder) {
            currentId++;
        }
        List<Long> ids = new ArrayList<>();
        for (long id = currentId + delta; id <= maxId; id += delta) {
            ids.add(id);
        }
        return ids;
    }

    private void load() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.getOutputStream().close();
        StringBuilder answer = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(answer::append);
        }
        if (answer.toString().isBlank()) {
            throw new IOException("No range");
        }
        String[] numbers = answer.toString().split(",", -1);
        currentId = Long.parseLong(numbers[0]);
        Long.parseLong(numbers[1]); // when to ask for the next range
        maxId = Long.parseLong(numbers[2]);
        delta = Integer.parseInt(numbers[3]);
        remainder = Integer.parseInt(numbers[4]);
    }
}
