package coffer.registry;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.ArtifactManifest;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.Index;
import coffer.oci.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Artifacts that are attached to manifests (OCI distribution specification, "Listing Referrers"
/// and, for registries that do not know of them, "Referrers Tag Schema"). Policy fragments are kept
/// so.
public record Referrers(RegistryClient client) {
  /// A file as an artifact.
  ///
  /// @param artifactType what the artifact is
  /// @param mediaType of the file
  /// @param name the file's name, which other clients give it when they fetch it
  public record Artifact(String artifactType, String mediaType, String name, byte[] content) {
    private static final String TITLE = "org.opencontainers.image.title";

    private Descriptor layer() {
      return new Descriptor(
          mediaType,
          Digest.sha256Of(content),
          content.length,
          null,
          new TreeMap<>(Map.of(TITLE, name)));
    }
  }

  /// Stores an artifact that refers to what `subject` names, and returns the artifact's manifest.
  public Descriptor attach(ImageReference subject, Artifact artifact)
      throws IOException, InterruptedException {
    Descriptor target = client.fetchManifest(subject).descriptor();
    byte[] document = upload(subject, artifact, target);
    Descriptor manifest = described(artifact, document);
    ImageReference place = at(subject, manifest.digest());
    if (!client.pushManifest(place, MediaType.OCI_MANIFEST, document)) {
      addToTag(subject, target.digest(), manifest);
    }
    return manifest;
  }

  /// Stores an artifact that stands alone under a tag, and returns its manifest.
  public Descriptor push(ImageReference reference, Artifact artifact)
      throws IOException, InterruptedException {
    byte[] document = upload(reference, artifact, null);
    client.pushManifest(reference, MediaType.OCI_MANIFEST, document);
    return described(artifact, document);
  }

  /// Uploads the blobs of an artifact, and returns its manifest.
  private byte[] upload(ImageReference place, Artifact artifact, @Nullable Descriptor subject)
      throws IOException, InterruptedException {
    client.pushBlob(place, ArtifactManifest.EMPTY.mediaType(), new byte[] {'{', '}'});
    client.pushBlob(place, artifact.mediaType(), artifact.content());
    return new ArtifactManifest(
            artifact.artifactType(),
            ArtifactManifest.EMPTY,
            List.of(artifact.layer()),
            subject,
            Collections.emptySortedMap())
        .toBytes();
  }

  private static Descriptor described(Artifact artifact, byte[] manifest) {
    return new Descriptor(
        MediaType.OCI_MANIFEST,
        Digest.sha256Of(manifest),
        manifest.length,
        null,
        Collections.emptySortedMap(),
        artifact.artifactType());
  }

  /// The manifests of the artifacts that refer to what `subject` names; of one type only when
  /// `artifactType` is not empty.
  public List<Descriptor> list(ImageReference subject, String artifactType)
      throws IOException, InterruptedException {
    Digest digest =
        subject.digest() != null
            ? subject.digest()
            : client.fetchManifest(subject).descriptor().digest();
    Optional<byte[]> listed = client.fetchReferrers(subject, digest);
    List<Descriptor> all =
        listed.isPresent() ? parse(subject, listed.get()) : tagged(subject, digest);
    return all.stream()
        .filter(entry -> artifactType.isEmpty() || entry.artifactType().equals(artifactType))
        .toList();
  }

  /// An artifact's manifest, which may stand alone or be attached to something.
  public ArtifactManifest artifact(ImageReference reference)
      throws IOException, InterruptedException {
    try {
      return ArtifactManifest.parse(client.fetchManifest(reference).content());
    } catch (MalformedException e) {
      throw e.within(reference.toString());
    }
  }

  /// What an artifact of one blob holds.
  public byte[] content(ImageReference reference) throws IOException, InterruptedException {
    List<Descriptor> layers = artifact(reference).layers();
    if (layers.size() != 1) {
      throw new MalformedException(
          "%s: an artifact of one blob wanted, found %d".formatted(reference, layers.size()));
    }
    return client.fetchBlob(reference, layers.getFirst());
  }

  /// The same repository at a digest, without a tag.
  public static ImageReference at(ImageReference repository, Digest digest) {
    return new ImageReference(repository.registry(), repository.repository(), null, digest);
  }

  private static ImageReference tag(ImageReference repository, Digest subject) {
    return new ImageReference(
        repository.registry(), repository.repository(), "sha256-" + subject.hex(), null);
  }

  private List<Descriptor> tagged(ImageReference repository, Digest subject)
      throws IOException, InterruptedException {
    try {
      return parse(repository, client.fetchManifest(tag(repository, subject)).content());
    } catch (RegistryException e) {
      if (e.isNotFound()) {
        return List.of();
      }
      throw e;
    }
  }

  private void addToTag(ImageReference repository, Digest subject, Descriptor manifest)
      throws IOException, InterruptedException {
    List<Descriptor> entries = new ArrayList<>(tagged(repository, subject));
    entries.removeIf(entry -> entry.digest().equals(manifest.digest()));
    entries.add(manifest);
    client.pushManifest(
        tag(repository, subject), MediaType.OCI_INDEX, new Index(entries).toBytes());
  }

  private static List<Descriptor> parse(ImageReference subject, byte[] index) {
    try {
      return Index.parse(index).manifests();
    } catch (MalformedException e) {
      throw e.within(subject + ": referrers");
    }
  }
}
