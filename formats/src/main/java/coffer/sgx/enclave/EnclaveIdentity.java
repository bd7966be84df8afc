package coffer.sgx.enclave;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A signed enclave, measured again: what its signature says and whether it is true.
///
/// @param measurement of the file's pages as they are
/// @param problems what the processor would refuse; empty when there is nothing
public record EnclaveIdentity(
    SigStruct sigStruct,
    EnclaveMeasurement measurement,
    long enclaveSize,
    int ssaFramePages,
    List<MetadataVersion> metadataVersions,
    List<String> problems) {
  public EnclaveIdentity {
    metadataVersions = List.copyOf(metadataVersions);
    problems = List.copyOf(problems);
  }

  /// Measures a signed file and verifies its signature; a file without signature is refused. All
  /// metadata of a file must tell the same.
  public static EnclaveIdentity of(EnclaveFile file) {
    if (!file.signed()) {
      throw new MalformedException("the enclave is not signed");
    }
    EnclaveMetadata first = file.metadata().getFirst();
    EnclaveMeasurement measurement = EnclaveBuild.measure(file, first);
    SigStruct sigStruct = first.sigStruct();
    List<String> problems = new ArrayList<>();
    if (!measurement.mrEnclave().equals(sigStruct.body().mrEnclave())) {
      problems.add(
          "MRENCLAVE: the file's pages are %s, signed is %s"
              .formatted(measurement.mrEnclave(), sigStruct.body().mrEnclave()));
    }
    problems.addAll(sigStruct.problems());
    if (file.metadata().stream().anyMatch(other -> !other.sigStruct().equals(sigStruct))) {
      problems.add("SIGSTRUCT: the metadata of this file have different ones");
    }
    return new EnclaveIdentity(
        sigStruct,
        measurement,
        first.enclaveSize(),
        first.ssaFramePages(),
        file.metadata().stream().map(EnclaveMetadata::version).toList(),
        problems);
  }

  /// `3.0, 1.4`.
  public String versions() {
    return metadataVersions.stream()
        .map(MetadataVersion::toString)
        .collect(Collectors.joining(", "));
  }
}
