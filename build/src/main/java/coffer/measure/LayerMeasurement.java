package coffer.measure;

import coffer.bytes.MalformedException;
import coffer.compression.Inflater;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.layer.HashWorkers;
import coffer.layer.LayerHash;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Computes the root hashes of layers: as many at once as there are cores, the largest first, each
/// decompressed, checked, laid out and hashed by threads of their own. Memory does not grow with
/// the size of a layer.
///
/// @param cache what was computed before, and where results are kept; none when null
/// @param inflater who inflates gzip; the fastest of this machine when null
/// @param read hears from several threads how many bytes more of the blobs were read
public record LayerMeasurement(
    @Nullable LayerCache cache, @Nullable Inflater inflater, LongConsumer read) {
  /// With the fastest inflater of this machine, and nobody who listens.
  public LayerMeasurement(@Nullable LayerCache cache) {
    this(cache, null, _ -> {});
  }

  /// The same, heard by `read`.
  public LayerMeasurement heardBy(LongConsumer read) {
    return new LayerMeasurement(cache, inflater, read);
  }

  /// The hashes of a whole image; see [#measure(List)].
  public MeasuredImage measure(Image image) throws IOException, InterruptedException {
    return new MeasuredImage(image, measure(image.layers()));
  }

  /// One hash for each layer, in their order. Every digest is checked of what has to be read.
  public List<LayerHash> measure(List<Layer> layers) throws IOException, InterruptedException {
    Map<List<?>, LayerHash> hashes = new HashMap<>();
    List<Layer> unknown = new ArrayList<>();
    for (Layer layer : layers) {
      Optional<LayerHash> known = cache == null ? Optional.empty() : cache.find(layer);
      known.ifPresentOrElse(hash -> hashes.put(key(layer), hash), () -> unknown.add(layer));
    }
    if (!unknown.isEmpty()) {
      unknown.sort(Comparator.comparingLong(Layer::size).reversed());
      compute(unknown, hashes);
    }
    List<LayerHash> inOrder = new ArrayList<>();
    for (Layer layer : layers) {
      inOrder.add(hashes.get(key(layer)));
    }
    return inOrder;
  }

  private static List<?> key(Layer layer) {
    return List.of(layer.digest(), layer.diffId());
  }

  private void compute(List<Layer> layers, Map<List<?>, LayerHash> hashes)
      throws IOException, InterruptedException {
    Map<List<?>, Future<LayerHash>> running = new HashMap<>();
    Inflater chosen = inflater == null ? Inflater.fastest() : inflater;
    ExecutorService readers = readers(layers.size());
    try (HashWorkers workers = HashWorkers.ofAllCores()) {
      for (Layer layer : layers) {
        running.computeIfAbsent(
            key(layer), _ -> readers.submit(() -> compute(layer, chosen, workers)));
      }
      for (Map.Entry<List<?>, Future<LayerHash>> layer : running.entrySet()) {
        hashes.put(layer.getKey(), result(layer.getValue()));
      }
    } finally {
      readers.shutdownNow();
    }
  }

  private static ExecutorService readers(int layers) {
    return Executors.newFixedThreadPool(
        Math.min(layers, Runtime.getRuntime().availableProcessors()),
        task -> Thread.ofPlatform().name("coffer-layer").daemon().unstarted(task));
  }

  private LayerHash compute(Layer layer, Inflater chosen, HashWorkers workers) throws IOException {
    LayerHash hash;
    try (InputStream tar = layer.openAhead(chosen, read)) {
      hash = LayerHash.measure(tar, workers);
    } catch (MalformedException e) {
      throw e.getMessage().startsWith(layer.toString()) ? e : e.within(layer.toString());
    }
    if (cache != null) {
      cache.add(layer, hash);
    }
    return hash;
  }

  private static LayerHash result(Future<LayerHash> layer)
      throws IOException, InterruptedException {
    try {
      return layer.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException broken -> throw broken;
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
