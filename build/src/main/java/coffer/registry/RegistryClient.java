package coffer.registry;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client of registries (OCI distribution specification 1.1). Failures of the network and of
/// registries are [IOException]s, [RegistryException] where one answered; what contradicts a
/// digest, a size or the specification is a [MalformedException]. Thread-safe.
public final class RegistryClient implements AutoCloseable {
  private static final int MAX_DOCUMENT = 4 * 1024 * 1024;
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaType.OCI_INDEX,
          MediaType.OCI_MANIFEST,
          MediaType.DOCKER_INDEX,
          MediaType.DOCKER_MANIFEST);

  private final RegistryOptions options;
  private final Http http;

  public RegistryClient(RegistryOptions options) throws IOException {
    this.options = options;
    http = new Http(options);
  }

  /// The manifest or index that `reference` names, checked against its digest.
  public RemoteManifest fetchManifest(ImageReference reference)
      throws IOException, InterruptedException {
    return anywhere(reference, repository -> fetchManifest(repository, reference));
  }

  private RemoteManifest fetchManifest(Repository repository, ImageReference reference)
      throws IOException, InterruptedException {
    String place = repository + ":" + reference.tagOrDigest();
    Ask ask =
        Ask.pull(repository, "GET", "manifests/" + reference.tagOrDigest(), options.retry())
            .with("Accept", ACCEPT);
    try (Answer answer = http.send(ask)) {
      if (!answer.isOk()) {
        throw answer.failure(place);
      }
      byte[] content = answer.document(MAX_DOCUMENT);
      Digest found = Digest.sha256Of(content);
      checkDigest("digest", reference.digest(), found);
      checkDigest("announced digest", announced(answer), found);
      String mediaType = mediaType(content, answer.header("content-type").orElse(""));
      return new RemoteManifest(new Descriptor(mediaType, found, content.length), content);
    } catch (MalformedException e) {
      throw e.within(place);
    }
  }

  private static @Nullable Digest announced(Answer answer) {
    return answer
        .header("docker-content-digest")
        .filter(text -> text.startsWith("sha256:"))
        .map(Digest::parse)
        .orElse(null);
  }

  private static void checkDigest(String what, @Nullable Digest wanted, Digest found) {
    if (wanted != null && !wanted.equals(found)) {
      throw new MalformedException("%s %s wanted, found %s".formatted(what, wanted, found));
    }
  }

  /// The document's own word counts; registries and those before them may say anything.
  private static String mediaType(byte[] content, String header) {
    return Json.parseObject(content)
        .optionalString("mediaType")
        .orElseGet(() -> header.replaceFirst(";.*", "").strip());
  }

  /// A blob from byte `start` on; the digest is the caller's to check, the size was. The caller
  /// closes it.
  public InputStream openBlob(ImageReference repository, Descriptor blob, long start)
      throws IOException, InterruptedException {
    return anywhere(
        repository,
        place ->
            new BlobStream(
                http,
                Ask.pull(place, "GET", "blobs/" + blob.digest(), options.retry()),
                blob,
                start));
  }

  /// A small blob, checked.
  public byte[] fetchBlob(ImageReference repository, Descriptor blob)
      throws IOException, InterruptedException {
    String place = repository.name() + "@" + blob.digest();
    if (blob.size() > MAX_DOCUMENT) {
      throw new MalformedException(
          "%s: at most %d bytes wanted, found %d".formatted(place, MAX_DOCUMENT, blob.size()));
    }
    try (InputStream in = openBlob(repository, blob, 0)) {
      byte[] content = in.readAllBytes();
      checkDigest("digest", blob.digest(), Digest.sha256Of(content));
      return content;
    } catch (MalformedException e) {
      throw e.getMessage().startsWith(place) ? e : e.within(place);
    }
  }

  /// Whether the repository has the blob.
  public boolean hasBlob(ImageReference repository, Digest blob)
      throws IOException, InterruptedException {
    Repository place = Repository.of(repository, options);
    return exists(Ask.pull(place, "HEAD", "blobs/" + blob, options.retry()));
  }

  /// Whether the repository has the manifest.
  public boolean hasManifest(ImageReference reference) throws IOException, InterruptedException {
    Repository place = Repository.of(reference, options);
    Ask ask = Ask.pull(place, "HEAD", "manifests/" + reference.tagOrDigest(), options.retry());
    return exists(ask.with("Accept", ACCEPT));
  }

  private boolean exists(Ask ask) throws IOException, InterruptedException {
    try (Answer answer = http.send(ask)) {
      if (answer.isOk()) {
        return true;
      }
      if (answer.status() == 404) {
        return false;
      }
      throw answer.failure(ask.repository().toString());
    }
  }

  /// Uploads a blob unless the repository has it, or can take it from the repository `from` of the
  /// same registry; true when bytes were sent.
  public boolean pushBlob(
      ImageReference repository,
      Descriptor blob,
      BlobContent content,
      Optional<ImageReference> from)
      throws IOException, InterruptedException {
    Repository place = Repository.of(repository, options);
    Ask head = Ask.push(place, "HEAD", place.uri("blobs/" + blob.digest()), options.retry());
    return !exists(head) && new Upload(http, place, blob, content).run(from);
  }

  /// Uploads a small blob and describes it.
  public Descriptor pushBlob(ImageReference repository, String mediaType, byte[] content)
      throws IOException, InterruptedException {
    Descriptor blob = new Descriptor(mediaType, Digest.sha256Of(content), content.length);
    pushBlob(repository, blob, () -> new ByteArrayInputStream(content), Optional.empty());
    return blob;
  }

  /// Stores a manifest under the reference's tag, or its digest when it has no tag. True when the
  /// registry says that it listed it among its subject's referrers (header `OCI-Subject`).
  public boolean pushManifest(ImageReference reference, String mediaType, byte[] content)
      throws IOException, InterruptedException {
    Repository place = Repository.of(reference, options);
    Digest digest = Digest.sha256Of(content);
    checkDigest(reference + ": digest", reference.digest(), digest);
    String tag = reference.tag();
    Ask ask =
        Ask.push(
                place,
                "PUT",
                place.uri("manifests/" + (tag == null ? digest.toString() : tag)),
                options.retry())
            .with("Content-Type", mediaType)
            .withBody(() -> BodyPublishers.ofByteArray(content));
    try (Answer answer = http.send(ask)) {
      if (!answer.isOk()) {
        throw answer.failure(reference.toString());
      }
      checkDigest(reference + ": stored digest", digest, stored(answer, digest));
      return answer.header("oci-subject").isPresent();
    }
  }

  private static Digest stored(Answer answer, Digest sent) {
    Digest announced = announced(answer);
    return announced == null ? sent : announced;
  }

  /// The index of what is attached to a manifest (OCI distribution specification, "Listing
  /// Referrers"); empty when the registry does not know of referrers.
  Optional<byte[]> fetchReferrers(ImageReference repository, Digest subject)
      throws IOException, InterruptedException {
    Repository place = Repository.of(repository, options);
    Ask ask = Ask.pull(place, "GET", "referrers/" + subject, options.retry());
    try (Answer answer = http.send(ask.with("Accept", MediaType.OCI_INDEX))) {
      if (answer.isOk()
          && answer.header("content-type").orElse("").startsWith(MediaType.OCI_INDEX)) {
        return Optional.of(answer.document(MAX_DOCUMENT));
      }
      if (answer.isOk() || answer.status() == 404) {
        return Optional.empty();
      }
      throw answer.failure(place + "@" + subject);
    }
  }

  private interface Reading<T> {
    T read(Repository place) throws IOException, InterruptedException;
  }

  /// From a mirror, else from the registry itself.
  private <T> T anywhere(ImageReference reference, Reading<T> reading)
      throws IOException, InterruptedException {
    List<Repository> places = Repository.places(reference, options);
    for (Repository mirror : places.subList(0, places.size() - 1)) {
      try {
        return reading.read(mirror);
      } catch (IOException | MalformedException _) {
        // A mirror may lack it, be down or lie; the registry decides.
      }
    }
    return reading.read(places.getLast());
  }

  @Override
  public void close() {
    http.close();
  }
}
