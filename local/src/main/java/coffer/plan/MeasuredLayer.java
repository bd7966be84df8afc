package coffer.plan;

import coffer.bytes.MalformedException;
import coffer.identity.Identity;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.layer.HashWorkers;
import coffer.layer.LayerHash;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A layer and its hash.
public record MeasuredLayer(Layer layer, LayerHash hash) {
  /// Measures every layer of an image, several at a time; each of its digests is checked on the
  /// way. A [MalformedException] names the layer.
  public static List<MeasuredLayer> of(Image image) throws IOException, InterruptedException {
    int readers = Math.max(1, Math.min(image.layers().size(), processors()));
    try (HashWorkers workers = HashWorkers.ofAllCores();
        ExecutorService pool = Executors.newFixedThreadPool(readers)) {
      List<Future<MeasuredLayer>> running = new ArrayList<>();
      for (Layer layer : image.layers()) {
        running.add(pool.submit(() -> measure(layer, workers)));
      }
      try {
        return collect(running);
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static List<MeasuredLayer> collect(List<Future<MeasuredLayer>> running)
      throws IOException, InterruptedException {
    List<MeasuredLayer> measured = new ArrayList<>();
    for (Future<MeasuredLayer> layer : running) {
      try {
        measured.add(layer.get());
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case IOException failed -> throw failed;
          case MalformedException malformed -> throw malformed;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }
    return measured;
  }

  private static MeasuredLayer measure(Layer layer, HashWorkers workers) throws IOException {
    try (InputStream tar = layer.open()) {
      return new MeasuredLayer(layer, LayerHash.measure(tar, workers));
    } catch (MalformedException e) {
      String message = e.getMessage();
      throw message.startsWith(layer.toString()) ? e : e.within(layer.toString());
    }
  }

  Identity.Layer identity() {
    return new Identity.Layer(layer.diffId(), hash.rootHash());
  }
}
