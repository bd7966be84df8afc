package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.sgx.enclave.EnclaveFile;
import coffer.sizing.AzureSize;
import coffer.sizing.EnclavePlan;
import coffer.sizing.JvmMemory;
import coffer.sizing.MemoryPart;
import coffer.sizing.OcclumLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Sizes an enclave for a Java service.
@Command(
    name = "size",
    description = {
      "Compute the memory of a Java service in an enclave under Occlum, from its JVM's options",
      "to the protected memory (EPC) and the smallest virtual machine of Azure that has it.",
      "What an Occlum.json, a machine or a request fix already is checked against the rest;",
      "exits with 1 and names the pair when two numbers disagree."
    },
    footer = {
      "",
      "Example: a service with a heap of 2 GB and 60 threads.",
      "  coffer sgx size --threads 60 -- -Xmx2g -XX:MaxMetaspaceSize=128m \\",
      "    -XX:MaxDirectMemorySize=256m"
    })
final class SgxSizeCommand implements Callable<Integer> {
  private static final long MB = 1L << 20;

  @Parameters(
      arity = "1..*",
      paramLabel = "JVM-OPTION",
      description = "The JVM's options, after --.")
  List<String> jvmOptions = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that the service itself runs at most (default: 64).")
  int threads = 64;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Processors that the JVM sees (default: 4).")
  int processors = 4;

  @Option(
      names = "--runtime",
      paramLabel = "FOLDER",
      description = "The Java runtime inside the enclave: its files are counted.")
  @Nullable Path runtime;

  @Option(
      names = "--enclave",
      paramLabel = "FILE",
      description = "The library OS, such as libocclum-libos.so: its memory is counted.")
  @Nullable Path enclave;

  @Option(
      names = "--occlum",
      paramLabel = "FILE",
      description = "Check the limits in this Occlum.json, and size the enclave by them.")
  @Nullable Path occlum;

  @Option(
      names = "--vm",
      paramLabel = "NAME",
      description = "Check against this size of Azure, such as Standard_DC4s_v3.")
  @Nullable String machine;

  @Option(
      names = "--epc",
      paramLabel = "MIB",
      description = "Check the request kubernetes.azure.com/sgx_epc_mem_in_MiB.")
  @Nullable Integer epc;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (threads < 1 || threads > 4096 || processors < 1 || processors > 1024) {
      throw new CommandFailure(
          ExitCode.USAGE, "--threads: 1 to 4096 and --cpus: 1 to 1024 wanted", "");
    }
    JvmMemory jvm;
    try {
      jvm = JvmMemory.of(jvmOptions, processors, threads);
    } catch (MalformedException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), "");
    }
    EnclavePlan plan = EnclavePlan.of(jvm, surroundings());
    spec.commandLine()
        .getOut()
        .print(output.json ? json(plan).toCompact() + "\n" : new SizingText(plan).toString());
    spec.commandLine().getOut().flush();
    return plan.conflicts().isEmpty() ? ExitCode.OK : ExitCode.REJECTED;
  }

  private EnclavePlan.Surroundings surroundings() throws IOException {
    EnclaveFile file = enclave == null ? null : EnclaveFiles.enclave(enclave);
    EnclavePlan.Surroundings assumed = EnclavePlan.Surroundings.assumed(limits());
    return new EnclavePlan.Surroundings(
        assumed.limits(),
        runtime == null ? assumed.runtimeBytes() : files(runtime),
        file == null ? assumed.imageBytes() : file.imageSize(),
        file == null ? assumed.threadLocalBytes() : file.threadLocalSize(),
        Optional.ofNullable(epc).map(mebibytes -> mebibytes * MB),
        machine());
  }

  private OcclumLimits limits() throws IOException {
    if (occlum == null) {
      return OcclumLimits.NONE;
    }
    try {
      return OcclumLimits.parse(EnclaveFiles.bytes(occlum, 1 << 20));
    } catch (MalformedException e) {
      throw e.within(occlum.toString());
    }
  }

  private static MemoryPart files(Path runtime) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(runtime.resolve("lib"))) {
      for (Path file : files.filter(SgxSizeCommand::isMapped).toList()) {
        bytes += Files.size(file);
      }
    }
    return new MemoryPart("runtime's files", bytes, "modules, libraries, archives of " + runtime);
  }

  private static boolean isMapped(Path file) {
    String name = String.valueOf(file.getFileName());
    return Files.isRegularFile(file)
        && (name.equals("modules") || name.endsWith(".so") || name.equals("classes.jsa"));
  }

  private Optional<AzureSize> machine() {
    if (machine == null) {
      return Optional.empty();
    }
    return Optional.of(
        AzureSize.named(machine)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.USAGE,
                        "--vm: no size of Azure with SGX that is known: " + machine,
                        "they are Standard_DC1s_v2 to Standard_DC8_v2 and Standard_DC1s_v3 to"
                            + " Standard_DC48s_v3")));
  }

  private static Json.Obj json(EnclavePlan plan) {
    return Json.object()
        .put("fits", plan.conflicts().isEmpty())
        .put("conflicts", Json.strings(plan.conflicts()))
        .put("user_space", parts(plan.userSpace()))
        .put("user_space_size", plan.userSpaceSize())
        .put("kernel_space_heap_size", plan.kernelHeapSize())
        .put("kernel_space_stack_size", plan.kernelStackSize())
        .put("max_num_of_threads", plan.threads())
        .put("enclave_size", plan.needs().enclaveSize())
        .put("eadd_pages", plan.needs().addedPages())
        .put("epc_bytes", plan.needs().epcBytes())
        .put("vm", plan.machine().map(size -> Json.of(size.toString())).orElse(Json.NULL))
        .build();
  }

  private static List<Json> parts(List<MemoryPart> parts) {
    return new ArrayList<>(
        parts.stream()
            .map(
                part ->
                    Json.object()
                        .put("name", part.name())
                        .put("bytes", part.bytes())
                        .put("origin", part.origin())
                        .build())
            .toList());
  }
}
