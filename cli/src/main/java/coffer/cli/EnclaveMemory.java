package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.sizing.EnclavePlan;
import coffer.sizing.JvmMemory;
import coffer.sizing.OcclumLimits;
import coffer.workload.Service;
import coffer.workload.SgxSettings;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whether the limits of an Occlum.json are enough for the JVM of a service, by its options alone.
/// Too little of it shows only inside the enclave, often as a JVM that ends without a word.
final class EnclaveMemory {
  /// As `coffer sgx size` assumes.
  private static final int PROCESSORS = 4;

  private static final int SERVICE_THREADS = 64;
  private static final String ARENAS = "MALLOC_ARENA_MAX";
  private static final int LARGEST = 1 << 20;

  private EnclaveMemory() {}

  /// The pairs that disagree, in words. Nothing is known of a command that is not the JVM.
  static List<String> warnings(Workload workload, Service.Java service, SgxSettings sgx)
      throws IOException {
    if (!sgx.command().isEmpty()) {
      return List.of();
    }
    Path file = workload.resolve(sgx.occlum());
    byte[] occlum = EnclaveFiles.bytes(file, LARGEST);
    List<String> warnings = new ArrayList<>();
    if (!limitsArenas(workload, occlum)) {
      warnings.add(
          ("%s: env.default: no %s=1: malloc of glibc reserves 64 MB and more for each of many"
                  + " threads, and the JVM ends when user_space_size is used up")
              .formatted(file, ARENAS));
    }
    OcclumLimits limits;
    try {
      limits = OcclumLimits.parse(occlum);
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
    try {
      JvmMemory jvm = JvmMemory.of(service.jvmOptions(), PROCESSORS, SERVICE_THREADS);
      for (String conflict :
          EnclavePlan.of(jvm, EnclavePlan.Surroundings.assumed(limits)).conflicts()) {
        warnings.add("%s: %s; coffer sgx size shows the sum".formatted(file, conflict));
      }
    } catch (MalformedException e) {
      warnings.add("service.jvmOptions: %s, so memory is not checked".formatted(e.getMessage()));
    }
    return warnings;
  }

  private static boolean limitsArenas(Workload workload, byte[] occlum) {
    return workload.environment().containsKey(ARENAS)
        || Json.parseObject(occlum).object("env").strings("default").stream()
            .anyMatch(variable -> variable.startsWith(ARENAS + "="));
  }
}
