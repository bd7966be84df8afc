package coffer.benchmarks;

import coffer.bytes.Bytes;
import coffer.layer.HashWorkers;
import coffer.layer.LayerHash;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How long the root hash of a layer of 64 MiB takes in a JVM that has compiled the code: the tar
/// is in memory, all cores hash.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class LayerHashBenchmark {
  private static final int LAYER = 64 << 20;

  /// Bytes of each file.
  @Param({"67108864", "65536", "4096"})
  private int fileSize;

  private byte[] tar = new byte[0];
  private HashWorkers workers = HashWorkers.ofAllCores();

  @Setup
  public void makeLayer() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] content = new byte[fileSize];
    new Random(1).nextBytes(content);
    try (TarWriter out = new TarWriter(bytes)) {
      for (int i = 0; i < LAYER / fileSize; i++) {
        out.entry(TarEntry.file("d" + i / 1000 + "/f" + i, 0644, fileSize), content);
      }
    }
    tar = bytes.toByteArray();
  }

  @Benchmark
  public Bytes rootHash() throws IOException {
    return LayerHash.of(new ByteArrayInputStream(tar), workers);
  }

  @TearDown
  public void endWorkers() {
    workers.close();
  }
}
