package coffer.registry;

import coffer.bytes.BoundedInputStream;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The upload of one blob (OCI distribution specification, "Pushing blobs"): in one piece when it
/// is small, else in chunks, so that a broken connection costs one of them.
record Upload(Http http, Repository repository, Descriptor blob, BlobContent content) {
  private static final long CHUNK = 32L * 1024 * 1024;
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

  /// False when the registry took the blob from the repository `from`.
  boolean run(Optional<ImageReference> from) throws IOException, InterruptedException {
    for (int failures = 0; ; ) {
      try {
        return attempt(from);
      } catch (RedirectException e) {
        throw e;
      } catch (RegistryException e) {
        if (!Retry.isTransient(e.status())) {
          throw e;
        }
        failures = again(failures, e);
      } catch (IOException e) {
        failures = again(failures, e);
      }
    }
  }

  private boolean attempt(Optional<ImageReference> from) throws IOException, InterruptedException {
    Optional<URI> location = start(from);
    if (location.isEmpty()) {
      return false;
    }
    if (blob.size() > CHUNK) {
      finish(sendChunks(location.get()), Optional.empty());
    } else {
      finish(location.get(), Optional.of(new Piece(0, blob.size())));
    }
    return true;
  }

  private record Piece(long start, long length) {}

  private Optional<URI> start(Optional<ImageReference> from)
      throws IOException, InterruptedException {
    String mount =
        from.filter(source -> source.registry().equals(repository.registry()))
            .map(
                source ->
                    "?mount="
                        + encoded(blob.digest().toString())
                        + "&from="
                        + encoded(source.repository()))
            .orElse("");
    URI uri = repository.uri("blobs/uploads/" + mount);
    Ask ask = Ask.push(repository, "POST", uri, http.retry()).withBody(BodyPublishers::noBody);
    try (Answer answer = http.send(ask)) {
      if (answer.status() == 201 && !mount.isEmpty()) {
        return Optional.empty();
      }
      if (answer.status() != 202) {
        throw answer.failure(repository.toString());
      }
      return Optional.of(location(answer));
    }
  }

  private URI location(Answer answer) throws IOException {
    try {
      URI location =
          answer
              .uri()
              .resolve(answer.header("location").orElseThrow(IllegalArgumentException::new));
      http.checkScheme(location, repository + ": an upload");
      return location;
    } catch (IllegalArgumentException _) {
      throw new RegistryException(
          answer.status(), repository + ": an address for the upload wanted, found none");
    }
  }

  private URI sendChunks(URI first) throws IOException, InterruptedException {
    URI location = first;
    int failures = 0;
    for (long sent = 0; sent < blob.size(); ) {
      Piece piece = new Piece(sent, Math.min(CHUNK, blob.size() - sent));
      try (Answer answer = http.send(patch(location, piece))) {
        if (answer.status() == 202) {
          location = location(answer);
          sent += piece.length;
          failures = 0;
          continue;
        }
        if (!Retry.isTransient(answer.status()) && answer.status() != 416) {
          throw answer.failure(repository.toString());
        }
        failures = again(failures, answer.failure(repository.toString()));
      } catch (RegistryException | RedirectException e) {
        throw e;
      } catch (IOException e) {
        failures = again(failures, e);
      }
      sent = received(location);
    }
    return location;
  }

  private int again(int failures, IOException why) throws IOException, InterruptedException {
    if (failures + 1 >= http.retry().attempts()) {
      throw why;
    }
    http.retry().pause(failures + 2);
    return failures + 1;
  }

  private Ask patch(URI location, Piece piece) {
    return Ask.push(repository, "PATCH", location, http.retry())
        .once()
        .with("Content-Type", "application/octet-stream")
        .with("Content-Range", piece.start + "-" + (piece.start + piece.length - 1))
        .withBody(() -> body(piece));
  }

  /// How much of the upload the registry has.
  private long received(URI location) throws IOException, InterruptedException {
    Ask ask = Ask.push(repository, "GET", location, http.retry());
    try (Answer answer = http.send(ask)) {
      if (answer.status() != 204) {
        throw answer.failure(repository.toString());
      }
      Matcher range = RANGE.matcher(answer.header("range").orElse(""));
      long last = range.matches() ? Long.parseLong(range.group(1)) : 0;
      return last == 0 ? 0 : Math.min(last + 1, blob.size());
    }
  }

  private void finish(URI location, Optional<Piece> all) throws IOException, InterruptedException {
    String separator = location.getRawQuery() == null ? "?" : "&";
    URI uri = URI.create(location + separator + "digest=" + encoded(blob.digest().toString()));
    Ask ask =
        Ask.push(repository, "PUT", uri, http.retry())
            .once()
            .with("Content-Type", "application/octet-stream")
            .withBody(() -> all.map(this::body).orElseGet(BodyPublishers::noBody));
    try (Answer answer = http.send(ask)) {
      if (!answer.isOk()) {
        throw answer.failure(repository + "@" + blob.digest());
      }
    }
  }

  private BodyPublisher body(Piece piece) {
    BodyPublisher stream = BodyPublishers.ofInputStream(() -> open(piece));
    return piece.length == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(stream, piece.length);
  }

  private InputStream open(Piece piece) {
    try {
      InputStream in = content.open();
      in.skipNBytes(piece.start);
      return new BoundedInputStream(in, piece.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
