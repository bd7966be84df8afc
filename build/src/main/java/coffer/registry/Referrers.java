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
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Artifacts that are attached to manifests (OCI distribution specification, "Listing Referrers"
/// and, for registries that do not know of them, "Referrers Tag Schema"). Policy fragments are kept
/// so.
public record Referrers(RegistryClient client) {
  /// Stores `blob` as an artifact that refers to what `subject` names, and returns the artifact's
  /// manifest.
  ///
  /// @param mediaType of the blob
  public Descriptor attach(
      ImageReference subject,
      String artifactType,
      String mediaType,
      byte[] blob,
      SortedMap<String, String> annotations)
      throws IOException, InterruptedException {
    Descriptor target = client.fetchManifest(subject).descriptor();
    client.pushBlob(subject, ArtifactManifest.EMPTY.mediaType(), new byte[] {'{', '}'});
    Descriptor content = client.pushBlob(subject, mediaType, blob);
    ArtifactManifest artifact =
        new ArtifactManifest(
            artifactType, ArtifactManifest.EMPTY, List.of(content), target, annotations);
    byte[] document = artifact.toBytes();
    Descriptor manifest =
        new Descriptor(
            MediaType.OCI_MANIFEST,
            Digest.sha256Of(document),
            document.length,
            null,
            annotations,
            artifactType);
    ImageReference place = at(subject, manifest.digest());
    if (!client.pushManifest(place, MediaType.OCI_MANIFEST, document)) {
      addToTag(subject, target.digest(), manifest);
    }
    return manifest;
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
