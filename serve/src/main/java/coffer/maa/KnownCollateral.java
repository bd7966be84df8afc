package coffer.maa;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Intel's collateral by the family of platforms (FMSPC, 6 bytes) that it is for: what was given,
/// and what the folders below another one hold, each with the files of [SgxFolder]. Whoever fetches
/// collateral writes it there; [#refresh] reads it again. Thread-safe.
public final class KnownCollateral {
  private final List<SgxCollateral> given;
  private final @Nullable Path folder;
  private volatile Map<Bytes, SgxCollateral> known = Map.of();

  /// `folder` may be null.
  public KnownCollateral(List<SgxCollateral> given, @Nullable Path folder) throws IOException {
    this.given = List.copyOf(given);
    this.folder = folder;
    refresh();
  }

  /// Reads the folders again; when one of them cannot be understood, all stays as it was.
  public void refresh() throws IOException {
    Map<Bytes, SgxCollateral> found = new HashMap<>();
    given.forEach(collateral -> found.put(collateral.fmspc(), collateral));
    if (folder != null) {
      try (Stream<Path> folders = Files.list(folder)) {
        for (Path each : folders.filter(Files::isDirectory).sorted().toList()) {
          read(each).ifPresent(collateral -> found.put(collateral.fmspc(), collateral));
        }
      }
    }
    known = Map.copyOf(found);
  }

  private static Optional<SgxCollateral> read(Path folder) throws IOException {
    try {
      return Optional.ofNullable(SgxFolder.loadCollateral(folder));
    } catch (MalformedException e) {
      throw e.within(folder.toString());
    }
  }

  Optional<SgxCollateral> find(Bytes fmspc) {
    return Optional.ofNullable(known.get(fmspc));
  }
}
