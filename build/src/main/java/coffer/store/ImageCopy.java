package coffer.store;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.image.Blobs;
import coffer.image.CheckedStream;
import coffer.image.CountingInputStream;
import coffer.image.Image;
import coffer.image.ImageSource;
import coffer.image.Layer;
import coffer.image.ManifestReader;
import coffer.oci.ArtifactManifest;
import coffer.oci.Descriptor;
import coffer.oci.Index;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/// Copies images as they are, byte by byte, so that their digests stay.
///
/// @param read hears from several threads how many bytes more were read
record ImageCopy(ImageSource source, Platform platform, LongConsumer read) {
  private static final int AT_ONCE = 4;
  private static final int MAX_NESTING = 4;

  /// Copies to `sink`, and returns the manifest's digest.
  Digest to(ImageSink sink) throws IOException, InterruptedException {
    Blobs blobs = source.blobs();
    Descriptor manifest = new ManifestReader(blobs, platform).manifest(source.root());
    byte[] document = blobs.document(manifest);
    source.open(platform);
    Manifest parsed = Manifest.parse(document);
    addBlobs(parsed.config(), parsed.layers(), sink);
    sink.finish(source.root(), manifest, document);
    return manifest.digest();
  }

  /// Copies everything that the root leads to, and returns the root's digest. What is in an index
  /// may be for any platform, or no image at all.
  Digest allTo(ImageSink sink) throws IOException, InterruptedException {
    Descriptor root = source.root();
    sink.finish(root, root, withAllBelow(root, sink, 0));
    return root.digest();
  }

  /// Copies what a manifest or an index names, and returns its document.
  private byte[] withAllBelow(Descriptor descriptor, ImageSink sink, int nesting)
      throws IOException, InterruptedException {
    byte[] document = source.blobs().document(descriptor);
    if (MediaType.isIndex(descriptor.mediaType())) {
      if (nesting == MAX_NESTING) {
        throw new MalformedException("an index within an index, nested deeper than " + nesting);
      }
      for (Descriptor inner : Index.parse(document).manifests()) {
        sink.addManifest(inner, withAllBelow(inner, sink, nesting + 1));
      }
    } else {
      ArtifactManifest manifest = ArtifactManifest.parse(document);
      addBlobs(manifest.config(), manifest.layers(), sink);
    }
    return document;
  }

  private void addBlobs(Descriptor config, List<Descriptor> layers, ImageSink sink)
      throws IOException, InterruptedException {
    List<Descriptor> wanted = new ArrayList<>(layers);
    wanted.sort(Comparator.comparingLong(Descriptor::size).reversed());
    wanted.add(config);
    Map<Digest, Callable<Void>> work = new LinkedHashMap<>();
    for (Descriptor blob : wanted) {
      work.putIfAbsent(
          blob.digest(),
          () -> {
            sink.addBlob(blob, start -> open(blob, start));
            return null;
          });
    }
    runAll(List.copyOf(work.values()), sink.isParallel() ? AT_ONCE : 1);
  }

  private InputStream open(Descriptor blob, long start) throws IOException {
    if (start == 0) {
      return CheckedStream.blob(
          heard(source.blobs().open(blob)), blob, source.blobs().nameOf(blob));
    }
    if (source.blobs() instanceof RegistryBlobs registry) {
      return heard(registry.open(blob, start));
    }
    InputStream in = source.blobs().open(blob);
    in.skipNBytes(start);
    return heard(in);
  }

  private InputStream heard(InputStream in) {
    return new CountingInputStream(in, read);
  }

  /// Reads every layer to its end, which checks its blob and its diff id.
  static void verify(Image image) throws IOException, InterruptedException {
    List<Callable<Void>> work = new ArrayList<>();
    for (Layer layer : image.layers()) {
      work.add(
          () -> {
            try (InputStream tar = layer.open()) {
              tar.transferTo(OutputStream.nullOutputStream());
            }
            return null;
          });
    }
    runAll(work, Runtime.getRuntime().availableProcessors());
  }

  private static void runAll(List<Callable<Void>> work, int atOnce)
      throws IOException, InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            atOnce, task -> Thread.ofPlatform().name("coffer-copy").daemon().unstarted(task));
    CompletionService<Void> running = new ExecutorCompletionService<>(threads);
    try {
      work.forEach(running::submit);
      for (int done = 0; done < work.size(); done++) {
        running.take().get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException broken -> throw broken;
        case InterruptedException interrupted -> throw interrupted;
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }
}
