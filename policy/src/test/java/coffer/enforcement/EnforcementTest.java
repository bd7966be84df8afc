package coffer.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.cce.CapabilitySets;
import coffer.cce.ContainerDefinition;
import coffer.cce.EnvRule;
import coffer.cce.IdRule;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.cce.MountRule;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyFlags;
import coffer.cce.PolicyText;
import coffer.cce.UserRule;
import coffer.cce.VolumeSource;
import coffer.enforcement.Decision.Allowed;
import coffer.enforcement.Decision.Denied;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EnforcementTest {
  private static final List<String> LAYERS = List.of("a1".repeat(32), "b2".repeat(32));
  private static final PolicyFlags STRICT =
      PolicyFlags.DEFAULT.withEnvironmentVariableDropping(false).withCapabilityDropping(false);
  private static final ContainerRequest.Folders FOLDERS =
      new ContainerRequest.Folders("/run/guest/mounts", "/run/guest/hugepages", Set.of());

  private static ContainerDefinition.Builder service() {
    return ContainerDefinition.of("example.org/shop:7")
        .name("shop")
        .command(List.of("/bin/shop", "--fast"))
        .workingDir("/srv")
        .envRule(new EnvRule("GREETING=hello", "string", true))
        .envRule(EnvRule.re2("SHARD=[0-9]+"))
        .mount(MountRule.bind("/data", VolumeSource.EMPTY_DIR.source(), true))
        .user(new UserRule(new IdRule("65532", "id"), List.of(new IdRule("65532", "id")), "0022"))
        .noNewPrivileges(true);
  }

  private static PolicyContainer container(ContainerDefinition.Builder definition) {
    return definition.build().merge(ImageFacts.linux(ImageDefaults.NONE, LAYERS));
  }

  private static Policy policy(PolicyFlags flags, PolicyContainer... containers) {
    return Policy.ofGroup(List.of(containers), List.of(), flags);
  }

  private static ContainerRequest.Builder request(List<String> layers, List<String> command) {
    return ContainerRequest.of(layers, command)
        .env(List.of("GREETING=hello", "SHARD=12"))
        .workingDir("/srv")
        .user(new Account("65532", "shop"), List.of(new Account("65532", "shop")))
        .mounts(
            Stream.concat(DefaultMounts.ALL.stream(), Stream.of(data("a-volume", "ro"))).toList())
        .folders(FOLDERS)
        .noNewPrivileges(true);
  }

  private static ContainerRequest.Builder request() {
    return request(LAYERS, List.of("/bin/shop", "--fast"));
  }

  private static RequestedMount data(String volume, String access) {
    return new RequestedMount(
        "/data",
        "/run/guest/mounts/tmp/atlas/emptydir/" + volume,
        "bind",
        List.of("rshared", "rbind", access));
  }

  private static DynamicTest oneDifference(
      String name, Field field, ContainerRequest.Builder made) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          PolicyText text = policy(STRICT, container(service())).text();
          Denied denied =
              assertInstanceOf(
                  Denied.class, Enforcement.createContainer(text.model(), made.build()));
          assertEquals("shop", denied.nearest().orElseThrow().label());
          assertEquals(
              List.of(field), denied.differences().stream().map(Difference::field).toList());
          PolicyText changed = denied.suggestion().orElseThrow().applyTo(text);
          assertFalse(changed.digest().equals(text.digest()));
          assertInstanceOf(
              Allowed.class, Enforcement.createContainer(changed.model(), made.build()));
        });
  }

  @Test
  void theContainerOfThePolicyIsAllowed() {
    Allowed allowed =
        assertInstanceOf(
            Allowed.class,
            Enforcement.createContainer(policy(STRICT, container(service())), request().build()));
    assertEquals(List.of("GREETING=hello", "SHARD=12"), allowed.env());
    assertTrue(allowed.allowStdioAccess());
    assertTrue(allowed.droppedEnv().isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> aSingleDifferenceIsNamedAndItsChangeAllowsIt() {
    Account root = Account.ROOT;
    List<String> command = List.of("/bin/shop", "--fast");
    return Stream.of(
        oneDifference(
            "another layer",
            Field.LAYERS,
            request(List.of(LAYERS.get(0), "c3".repeat(32)), command)),
        oneDifference("a layer less", Field.LAYERS, request(LAYERS.subList(0, 1), command)),
        oneDifference("layers turned", Field.LAYERS, request(LAYERS.reversed(), command)),
        oneDifference(
            "another argument", Field.COMMAND, request(LAYERS, List.of("/bin/shop", "-v"))),
        oneDifference("no command", Field.COMMAND, request(LAYERS, List.of())),
        oneDifference(
            "a variable more",
            Field.ENVIRONMENT,
            request().env(List.of("GREETING=hello", "LD_PRELOAD=/tmp/x.so"))),
        oneDifference("another value", Field.ENVIRONMENT, request().env(List.of("GREETING=bye"))),
        oneDifference(
            "a value that only starts right",
            Field.ENVIRONMENT,
            request().env(List.of("GREETING=hello", "SHARD=12 or so"))),
        oneDifference("a required variable less", Field.ENVIRONMENT, request().env(List.of())),
        oneDifference("another folder", Field.WORKING_DIR, request().workingDir("/")),
        oneDifference(
            "another user", Field.USER, request().user(root, List.of(new Account("65532", "")))),
        oneDifference(
            "a group more",
            Field.USER,
            request().user(new Account("65532", ""), List.of(new Account("65532", ""), root))),
        oneDifference("another umask", Field.USER, request().umask("0000")),
        oneDifference(
            "a writable mount", Field.MOUNTS, request().mounts(List.of(data("a-volume", "rw")))),
        oneDifference(
            "a mount from elsewhere",
            Field.MOUNTS,
            request()
                .mounts(
                    List.of(
                        new RequestedMount("/data", "/etc", "bind", data("", "ro").options())))),
        oneDifference(
            "a mount more",
            Field.MOUNTS,
            request()
                .mounts(
                    List.of(
                        data("a-volume", "ro"),
                        new RequestedMount("/host", "/", "bind", List.of("rbind"))))),
        oneDifference("privileges", Field.PRIVILEGED, request().privileged(true)),
        oneDifference("new privileges", Field.NO_NEW_PRIVILEGES, request().noNewPrivileges(false)),
        oneDifference("a profile", Field.SECCOMP, request().seccompProfile("d4".repeat(32))));
  }

  @Test
  void capabilitiesAreNamedSetBySet() {
    CapabilitySets more = CapabilitySets.of(false, List.of("CAP_SYS_ADMIN"), List.of("CAP_KILL"));
    PolicyText text = policy(STRICT, container(service())).text();
    ContainerRequest request = request().capabilities(more).build();
    Denied denied =
        assertInstanceOf(Denied.class, Enforcement.createContainer(text.model(), request));
    assertEquals(
        List.of("bounding with CAP_KILL", "effective with CAP_KILL", "permitted with CAP_KILL"),
        denied.differences().stream().map(Difference::wanted).toList());
    assertInstanceOf(
        Allowed.class,
        Enforcement.createContainer(
            denied.suggestion().orElseThrow().applyTo(text).model(), request));
  }

  @Test
  void theChangeCanBeReadByAPerson() {
    Denied denied =
        (Denied)
            Enforcement.createContainer(
                policy(STRICT, container(service())),
                request().env(List.of("GREETING=hello", "X=1")).build());
    assertEquals(
        "add {\"pattern\":\"X=1\",\"required\":false,\"strategy\":\"string\"}"
            + " to containers[0].env_rules",
        denied.suggestion().orElseThrow().edits().getFirst().toString());
  }

  @Test
  void manyDifferencesTogetherAreAllowedAfterTheChange() {
    ContainerRequest request =
        ContainerRequest.of(List.of("e5".repeat(32)), List.of("sh"))
            .env(List.of("A=1", "B=2"))
            .privileged(true)
            .capabilities(CapabilitySets.of(true, List.of(), List.of()))
            .mounts(DefaultMounts.PRIVILEGED)
            .folders(FOLDERS)
            .build();
    for (PolicyFlags flags : List.of(STRICT, PolicyFlags.DEFAULT)) {
      PolicyText text = policy(flags, container(service())).prettyText();
      Denied denied =
          assertInstanceOf(Denied.class, Enforcement.createContainer(text.model(), request));
      assertInstanceOf(
          Allowed.class,
          Enforcement.createContainer(
              denied.suggestion().orElseThrow().applyTo(text).model(), request));
    }
  }

  @Test
  void noPolicyAllowsDevices() {
    Denied denied =
        (Denied)
            Enforcement.createContainer(
                policy(STRICT, container(service())),
                request().devices(List.of("/dev/kvm")).build());
    assertEquals(Field.DEVICES, denied.differences().getFirst().field());
    assertTrue(denied.suggestion().isEmpty());
  }

  @Test
  void droppingRemovesWhatNoRuleAllowsAndSaysSo() {
    Allowed allowed =
        (Allowed)
            Enforcement.createContainer(
                policy(PolicyFlags.DEFAULT, container(service())),
                request()
                    .env(List.of("X=1", "GREETING=hello", "GREETING=hello"))
                    .capabilities(CapabilitySets.of(false, List.of("CAP_BPF"), List.of()))
                    .build());
    assertEquals(List.of("GREETING=hello"), allowed.env());
    assertEquals(List.of("X=1"), allowed.droppedEnv());
    assertEquals(
        List.of("bounding: CAP_BPF", "effective: CAP_BPF", "permitted: CAP_BPF"),
        allowed.droppedCapabilities());
    assertEquals(CapabilitySets.UNPRIVILEGED, allowed.capabilities());
  }

  @Test
  void droppingBetweenTwoContainersThatKeepDifferentVariablesIsDenied() {
    PolicyContainer one = container(service().envRule(EnvRule.string("ONE=1")));
    PolicyContainer two = container(service().envRule(EnvRule.string("TWO=2")));
    PolicyText text = policy(PolicyFlags.DEFAULT, one, two).text();
    ContainerRequest request = request().env(List.of("GREETING=hello", "ONE=1", "TWO=2")).build();
    Denied denied =
        assertInstanceOf(Denied.class, Enforcement.createContainer(text.model(), request));
    assertEquals("TWO=2", denied.differences().getFirst().found());
    assertInstanceOf(
        Allowed.class,
        Enforcement.createContainer(
            denied.suggestion().orElseThrow().applyTo(text).model(), request));
  }

  @Test
  void containersThatDifferOnlyInStdioCannotBeDecided() {
    PolicyText text =
        policy(STRICT, container(service()), container(service().allowStdioAccess(false))).text();
    Denied denied =
        assertInstanceOf(
            Denied.class, Enforcement.createContainer(text.model(), request().build()));
    assertEquals(Field.STDIO, denied.differences().getFirst().field());
    assertInstanceOf(
        Allowed.class,
        Enforcement.createContainer(
            denied.suggestion().orElseThrow().applyTo(text).model(), request().build()));
  }

  @Test
  void anchorsDoNotGroup() {
    UnaryOperator<String> decide =
        variable ->
            Enforcement.createContainer(
                    policy(STRICT, container(service().envRule(EnvRule.re2("A=x|y")))),
                    request().env(List.of("GREETING=hello", variable)).build())
                .getClass()
                .getSimpleName();
    assertEquals("Allowed", decide.apply("A=xylophone"));
    assertEquals("Allowed", decide.apply("PATH=/y"));
    assertEquals("Denied", decide.apply("B=x"));
  }

  @Test
  void aBrokenPatternMatchesNothing() {
    Decision decision =
        Enforcement.createContainer(
            policy(STRICT, container(service().envRule(EnvRule.re2("A=(")))),
            request().env(List.of("GREETING=hello", "A=(")).build());
    assertInstanceOf(Denied.class, decision);
  }

  @Test
  void layersDecideAboutDevicesAndOverlays() {
    Policy policy = policy(STRICT, container(service()));
    assertTrue(Enforcement.mountDevice(policy, LAYERS.getLast()));
    assertFalse(Enforcement.mountDevice(policy, "00".repeat(32)));
    assertEquals(1, Enforcement.mountOverlay(policy, LAYERS).size());
    assertTrue(Enforcement.mountOverlay(policy, LAYERS.reversed()).isEmpty());
  }
}
