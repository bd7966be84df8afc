package coffer.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the service becomes an enclave, under Occlum or under Gramine.
@Key("How the service becomes an SGX enclave: coffer build --tee sgx.")
public record SgxSettings(
    @Key("Occlum's configuration; Occlum.json when missing.") String occlum,
    @Key(
            value =
                "The distribution of Occlum (a folder with the content of /opt/occlum) or of Gramine"
                    + " (one with sgx/libpal.so), or a folder of a system that has it, or an image"
                    + " of one.",
            required = true)
        String libos,
    @Key("The shared libraries' system, a folder or an image; that of libos when missing.")
        @Nullable String libraries,
    @Key("A folder with a Java runtime; linked from the JDK when missing.")
        @Nullable String runtime,
    @Key("A folder with the initfs; made from the distribution when missing.")
        @Nullable String initfs,
    @Key("The key that signs the enclave, PEM, mode 0600.") @Nullable String key,
    @Key(value = "The date that is signed, yyyy-mm-dd; 1970-01-01 when missing.")
        @Nullable String date,
    @Key("The SDK whose bytes the signature has, such as 2.21-occlum; the enclave's when missing.")
        @Nullable String sdk,
    @Key("Whether it is built for machines with dynamic memory (SGX2).") boolean edmm,
    @Key("The folder of configurations NAME-config.json; conf when missing.") String configs,
    @Key(value = "Where the chosen one goes; /app/conf/config.json when missing.", pattern = "^/.+")
        String configTarget,
    @Key("Files and folders to copy into the enclave.") List<ConfigFile> files,
    @Key("What is started inside, instead of the JVM with the service's jar.") List<String> command,
    @Key("Starts the service through a small program with limits; Occlum alone.")
        @Nullable LauncherSettings launcher,
    @Key("The image around the enclave: a reference, or a file with one, that has the runtime.")
        @Nullable String base,
    @Key("With this key the enclave is Gramine's; without it Occlum's.")
        @Nullable GramineSettings gramine) {
  public SgxSettings {
    files = List.copyOf(files);
    command = List.copyOf(command);
  }
}
