package coffer.sizing;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.Optional;

/// What an Occlum.json fixes: the members of `resource_limits` and `process` that are about memory
/// (Occlum, "Occlum configuration").
public record OcclumLimits(
    Optional<Long> userSpace,
    Optional<Long> kernelHeap,
    Optional<Long> kernelStack,
    Optional<Long> threads,
    long processStack,
    long processHeap) {
  private static final long PROCESS_STACK = 8 * Sizes.MB;
  private static final long PROCESS_HEAP = 32 * Sizes.MB;

  /// When there is no Occlum.json yet.
  public static final OcclumLimits NONE =
      new OcclumLimits(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          PROCESS_STACK,
          PROCESS_HEAP);

  /// Parses an Occlum.json; its other members are passed over.
  public static OcclumLimits parse(byte[] text) {
    Json.Obj document = Json.parseObject(text);
    Json.Obj limits = document.object("resource_limits");
    Json.Obj process = document.object("process");
    return new OcclumLimits(
        size(limits, "user_space_max_size").or(() -> size(limits, "user_space_size")),
        size(limits, "kernel_space_heap_max_size").or(() -> size(limits, "kernel_space_heap_size")),
        size(limits, "kernel_space_stack_size"),
        limits.get("max_num_of_threads").map(_ -> limits.number("max_num_of_threads")),
        size(process, "default_stack_size").orElse(PROCESS_STACK),
        size(process, "default_heap_size").orElse(PROCESS_HEAP));
  }

  private static Optional<Long> size(Json.Obj object, String name) {
    if (object.get(name).isEmpty()) {
      return Optional.empty();
    }
    long size = Sizes.ofOcclum(name, object.string(name));
    if (size % (4 * Sizes.KB) != 0) {
      throw new MalformedException(
          "%s: a multiple of 4 KB wanted, found %d B".formatted(name, size));
    }
    return Optional.of(size);
  }
}
