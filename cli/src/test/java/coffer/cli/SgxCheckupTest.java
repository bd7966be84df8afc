package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SgxCheckupTest {
  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private List<Checkup.Finding> findings() {
    return new SgxCheckup(root).findings();
  }

  @Test
  void withoutSgxNothingIsMissingAndOnlyTheProcessorIsTold() throws IOException {
    write("proc/cpuinfo", "processor : 0\nflags\t\t: fpu vme\n");
    assertTrue(findings().stream().noneMatch(Checkup.Finding::blocks));
    assertEquals(1, findings().stream().filter(found -> !found.mend().isEmpty()).count());
  }

  @Test
  void onAMachineWithSgxEveryPartThatIsMissingIsMended() throws IOException {
    write("proc/cpuinfo", "flags\t\t: fpu sgx sgx_lc\n");
    List<Checkup.Finding> findings = findings();
    assertEquals(Checkup.State.THERE, findings.getFirst().state());
    for (Checkup.Finding finding : findings.subList(1, findings.size())) {
      assertEquals(Checkup.State.OPTIONAL, finding.state(), finding.name());
      assertFalse(finding.mend().isEmpty(), finding.name());
    }
  }

  @Test
  void whatIsThereIsNamed() throws IOException {
    write("proc/cpuinfo", "flags\t\t: sgx sgx_lc\n");
    write("dev/sgx_enclave", "");
    write("dev/sgx/provision", "");
    write("var/run/aesmd/aesm.socket", "");
    write(
        "etc/sgx_default_qcnl.conf",
        "{\n  // where\n  \"pccs_url\": \"https://pccs.example:8081/sgx/\"\n}\n");
    assertTrue(findings().stream().allMatch(found -> found.state() == Checkup.State.THERE));
    assertEquals(
        "https://pccs.example:8081/sgx/ in /etc/sgx_default_qcnl.conf",
        findings().getLast().found());
    assertEquals("/dev/sgx_enclave", findings().get(1).found());
    write("etc/sgx_default_qcnl.conf", "PCCS_URL=https://old.example/\n");
    assertEquals(
        "https://old.example/ in /etc/sgx_default_qcnl.conf", findings().getLast().found());
  }

  @Test
  void withoutLaunchControlTheDriverDoesNotLoad() throws IOException {
    write("proc/cpuinfo", "flags\t\t: sgx\n");
    assertTrue(findings().getFirst().found().contains("sgx_lc"));
    assertEquals(Checkup.State.OPTIONAL, findings().getFirst().state());
  }
}
