package coffer.occlum;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.List;

/// An Occlum.json that was read and found sound.
///
/// @param unknown members that neither the build nor the library OS looks at, by path: nothing, or
///   a slip of the pen
/// @param upgrades what was changed because the document is of an older Occlum
public record OcclumDocument(OcclumConfig config, List<String> unknown, List<String> upgrades) {
  /// Documents of more bytes are refused.
  public static final int MAX_SIZE = 1 << 20;

  public OcclumDocument {
    unknown = List.copyOf(unknown);
    upgrades = List.copyOf(upgrades);
  }

  /// Parses a document of today (Occlum 0.28 to 0.31). What is wrong with it is told all at once,
  /// each by member and rule.
  ///
  /// @param edmmPlatform whether the enclave is built for machines with dynamic memory (SGX2)
  public static OcclumDocument parse(byte[] json, boolean edmmPlatform) {
    Json.Obj document = object(json);
    Member.Findings findings = new Member.Findings();
    OcclumConfig config = OcclumReader.read(document, findings);
    List<String> changes = OcclumUpgrade.of(document).changes();
    if (!findings.problems().isEmpty() && !changes.isEmpty()) {
      findings
          .problems()
          .add(
              "it looks like one of an older Occlum, which today would have: "
                  + String.join(", ", changes));
    }
    return sound(config, findings, edmmPlatform, List.of());
  }

  /// As [#parse], and documents of older releases (Occlum 0.17 to 0.27) are brought up to date.
  public static OcclumDocument parseAnyRelease(byte[] json, boolean edmmPlatform) {
    OcclumUpgrade.Result upgrade = OcclumUpgrade.of(object(json));
    Member.Findings findings = new Member.Findings();
    OcclumConfig config = OcclumReader.read(upgrade.document(), findings);
    return sound(config, findings, edmmPlatform, upgrade.changes());
  }

  private static Json.Obj object(byte[] json) {
    if (json.length > MAX_SIZE) {
      throw new MalformedException(
          "at most %d bytes wanted, found %d".formatted(MAX_SIZE, json.length));
    }
    return Json.parseObject(json);
  }

  private static OcclumDocument sound(
      OcclumConfig config, Member.Findings findings, boolean edmmPlatform, List<String> changes) {
    List<String> problems = findings.problems();
    if (problems.isEmpty()) {
      ConfigRules.check(config, edmmPlatform, problems);
    }
    if (problems.isEmpty()) {
      EnclaveSettings.of(config, edmmPlatform).problem().ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new MalformedException(String.join("; ", problems));
    }
    return new OcclumDocument(config, findings.unknown(), changes);
  }
}
