package coffer.occlum;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an Occlum.json says, found sound by [OcclumDocument].
///
/// @param entryPoints folders and programs that may be started, absolute paths
/// @param mounts in the order of the document; among them the root
public record OcclumConfig(
    ResourceLimits limits,
    ProcessSizes process,
    List<String> entryPoints,
    Environment environment,
    Metadata metadata,
    Feature feature,
    List<Mount> mounts) {
  private static final long MB = 1L << 20;
  private static final long GB = 1L << 30;

  /// The least that an enclave with dynamic memory may grow to.
  private static final long LEAST_DYNAMIC_HEAP = 1024 * MB;

  private static final long LEAST_DYNAMIC_USER_SPACE = 16 * GB;

  public OcclumConfig {
    entryPoints = List.copyOf(entryPoints);
    mounts = List.copyOf(mounts);
  }

  /// `resource_limits`. Threads and sizes of the enclave; null where the document says nothing.
  public record ResourceLimits(
      long maxThreads,
      @Nullable Long initThreads,
      ByteSize kernelHeap,
      @Nullable ByteSize kernelHeapMax,
      ByteSize kernelStack,
      ByteSize userSpace,
      @Nullable ByteSize userSpaceMax) {
    /// Bytes that the kernel's heap may grow to.
    long kernelHeapLimit(boolean edmm) {
      long wanted = kernelHeapMax == null ? kernelHeap.bytes() : kernelHeapMax.bytes();
      return edmm ? Math.max(wanted, LEAST_DYNAMIC_HEAP) : wanted;
    }

    /// Bytes that the programs' memory may grow to.
    long userSpaceLimit(boolean edmm) {
      long wanted = userSpaceMax == null ? userSpace.bytes() : userSpaceMax.bytes();
      return edmm ? Math.max(wanted, LEAST_DYNAMIC_USER_SPACE) : wanted;
    }
  }

  /// `process`: what a program gets that does not ask.
  public record ProcessSizes(ByteSize stack, ByteSize heap, ByteSize mmap) {}

  /// `env`.
  ///
  /// @param defaults `NAME=VALUE`, set by the enclave
  /// @param untrusted names that the host may set
  public record Environment(List<String> defaults, List<String> untrusted) {
    public Environment {
      defaults = List.copyOf(defaults);
      untrusted = List.copyOf(untrusted);
    }
  }

  /// `metadata`.
  ///
  /// @param ids with key separation and sharing (`enable_kss`), else null
  public record Metadata(
      int productId,
      int versionNumber,
      boolean debuggable,
      boolean disableLog,
      @Nullable Ids ids) {}

  /// `family_id` and `ext_prod_id`, each of 128 bits.
  public record Ids(long extProdIdHigh, long extProdIdLow, long familyIdHigh, long familyIdLow) {}

  /// `feature`. `amx` and `pkru`: 0 off, 1 on, 2 as the loader finds it.
  public record Feature(
      long amx, long pkru, long ioUring, boolean enableEdmm, boolean enablePosixShm) {}

  /// Whether the enclave has dynamic memory on a platform that is, or is not, said to offer it.
  public boolean dynamic(boolean edmmPlatform) {
    return edmmPlatform || feature.enableEdmm;
  }
}
