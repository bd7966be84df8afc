package coffer.enclave;

import coffer.bytes.Bytes;
import coffer.occlum.OcclumDocument;
import coffer.sgx.enclave.EnclaveSigner;
import coffer.sgx.enclave.SdkProfile;
import coffer.sgx.enclave.Tolerance;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an enclave package is made of, beside its two file systems.
///
/// @param name the package's name and that of its folder
/// @param occlumJson the configuration as it was written, which the package holds for those who
///   start it
/// @param edmm whether it is built for machines with dynamic memory
/// @param libos the library OS, not signed
/// @param pal the files outside the enclave that load it; may be empty
/// @param sdk whose bytes the signature has; null takes the SDK that the library OS was built with,
///   as Occlum's tool writes it
/// @param tolerated what the library OS may have that an enclave should not
public record PackageRequest(
    String name,
    OcclumDocument config,
    Bytes occlumJson,
    boolean edmm,
    Path libos,
    List<Path> pal,
    EnclaveSigner signer,
    LocalDate date,
    @Nullable SdkProfile sdk,
    Set<Tolerance> tolerated) {
  public PackageRequest {
    pal = List.copyOf(pal);
    tolerated = Set.copyOf(tolerated);
  }
}
