package coffer.arm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.cce.PolicyContainer;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.GroupSettings.Platform;
import coffer.template.ImageNames;
import coffer.template.Questions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What templates say in literal form, one feature at a time.
class ArmTemplateTest {
  private static final ImageFacts IMAGE =
      ImageFacts.linux(
          new ImageDefaults(
              List.of("PATH=/bin", "A=image"), List.of("/e"), List.of("c"), "/w", "9:g", "RTMIN+3"),
          List.of("aa"));

  private static GroupSettings settings(boolean debug, String svn, boolean defaults) {
    return new GroupSettings(
        Platform.LINUX, debug, true, svn, defaults, List.of(), Questions.APPROVE);
  }

  /// A group with more members, and more properties.
  private static String template(String members, String properties) {
    return "{'parameters':{'open':{'type':'string'},'b':{'defaultValue':'B'}},'resources':["
            .replace('\'', '"')
        + "{\"type\":\"Microsoft.ContainerInstance/containerGroups\",\"name\":\"g\""
        + quoted(members)
        + ",\"properties\":{"
        + quoted(properties)
        + "}}]}";
  }

  /// Single quotes are double ones, tildes single ones.
  private static String quoted(String json) {
    return json.replace('\'', '"').replace('~', '\'');
  }

  private static ContainerGroup group(String members, String properties, GroupSettings settings) {
    return ArmTemplate.parse(template(members, properties), "").groups(settings).getFirst();
  }

  private static PolicyContainer container(String properties) {
    return group(
            "",
            "'containers':[{'name':'c','properties':{'image':'i'"
                + properties
                + "}}],"
                + "'volumes':[{'name':'e','emptyDir':{}},{'name':'s','emptyDir':{},'secret':{}},"
                + "{'name':'other','nfs':{}}]",
            GroupSettings.DEFAULT)
        .containers()
        .getFirst()
        .merge(IMAGE);
  }

  private static String json(PolicyContainer container, String member) {
    return container.toJson().get(member).orElseThrow().toCompact().replace('"', '\'');
  }

  @Test
  void aCommandReplacesEverythingOfTheImage() {
    assertEquals("['/e','c']", json(container(""), "command"));
    assertEquals("['x','B']", json(container(",'command':['x','[parameters(~b~)]']"), "command"));
    ImageFacts bare = ImageFacts.linux(ImageDefaults.NONE, List.of("aa"));
    assertNull(
        group("", "'containers':[{'properties':{'image':'i'}}]", GroupSettings.DEFAULT)
            .containers()
            .getFirst()
            .merge(bare)
            .command());
  }

  @Test
  void initialContainersComeAfterTheOthers() {
    ContainerGroup group =
        group(
            "",
            "'initContainers':[{'name':'first','properties':{'image':'i'}}],"
                + "'containers':[{'name':'main','properties':{'image':'i'}}]",
            GroupSettings.DEFAULT);
    assertEquals(
        List.of("main", "first"),
        group.containers().stream().map(definition -> definition.name()).toList());
  }

  @Test
  void variablesOfTheTemplateHideThoseOfTheImageAndOfTheService() {
    PolicyContainer container =
        container(
            ",'environmentVariables':[{'name':'A','value':''},{'name':'A','secureValue':'s'},"
                + "{'name':'HOSTNAME','value':'h'},{'name':'O','value':'[parameters(~open~)]'},"
                + "{'name':'THIM_ENDPOINT','value':'===CONFIDENTIAL.THIM.ENDPOINT==='},"
                + "{'name':'F','value':'[concat(~a~)]'}]");
    List<String> patterns =
        container.envRules().stream().map(rule -> rule.strategy() + " " + rule.pattern()).toList();
    assertEquals(
        List.of(
            "string A=",
            "string A=s",
            "string HOSTNAME=h",
            "re2 O=.*",
            "re2 THIM_ENDPOINT=.*",
            "string F=[concat('a')]",
            "string PATH=/bin",
            "string TERM=xterm"),
        patterns.subList(0, 8));
    assertTrue(patterns.stream().noneMatch("re2 HOSTNAME=.+"::equals));
  }

  @Test
  void theLastKindOfAVolumeCounts() {
    PolicyContainer container =
        container(
            ",'volumeMounts':[{'name':'e','mountPath':'/e'},"
                + "{'name':'s','mountPath':'/[parameters(~b~)]','readOnly':true}],"
                + "'configMap':{'k':'v'}");
    assertEquals(
        List.of(
            "/e sandbox:///tmp/atlas/emptydir/.+ rw",
            "/B sandbox:///tmp/atlas/secretsVolume/.+ ro",
            "/mnt/configmap sandbox:///tmp/atlas/emptydir/.+ rw",
            "/etc/resolv.conf sandbox:///tmp/atlas/resolvconf/.+ rw"),
        container.mounts().stream()
            .map(m -> m.destination() + " " + m.source() + " " + m.options().getLast())
            .toList());
  }

  @Test
  void probesThatStartProcessesAndShellsForDebugging() {
    ContainerGroup group =
        group(
            "",
            "'containers':[{'properties':{'image':'i','livenessProbe':{'exec':{'command':['l']}},"
                + "'readinessProbe':{'httpGet':{'port':80}}}}]",
            settings(true, "", true));
    assertEquals(
        "[{'command':['l'],'signals':[]},{'command':['/bin/sh'],'signals':[]},"
            + "{'command':['/bin/bash'],'signals':[]}]",
        json(group.containers().getFirst().merge(IMAGE), "exec_processes"));
  }

  @Test
  void securityContexts() {
    PolicyContainer container =
        container(
            ",'securityContext':{'privileged':'TRUE','allowPrivilegeEscalation':false,"
                + "'runAsUser':5,'capabilities':{'add':['NET_ADMIN'],'drop':['ALL','CAP_KILL']}}");
    assertTrue(container.allowElevated());
    assertTrue(container.noNewPrivileges());
    assertEquals("{'pattern':'5','strategy':'id'}", user(container, "user_idname"));
    assertEquals(41, container.toJson().object("capabilities").list("bounding").size());
    assertTrue(json(container, "capabilities").contains("'NET_ADMIN'"));
    PolicyContainer plain = container("");
    assertEquals("{'pattern':'9','strategy':'id'}", user(plain, "user_idname"));
    assertEquals("[{'pattern':'g','strategy':'name'}]", user(plain, "group_idnames"));
    assertEquals("['RTMIN+3']", json(plain, "signals"));
  }

  private static String user(PolicyContainer container, String member) {
    return container.user().toJson().get(member).orElseThrow().toCompact().replace('"', '\'');
  }

  @Test
  void tagsDecideOnTheServicesFragment() {
    String containers = "'containers':[{'properties':{'image':'i'}}]";
    assertEquals(
        List.of(FragmentImport.INFRASTRUCTURE),
        group("", containers, settings(false, "", true)).fragments());
    assertEquals(List.of(), group("", containers, settings(false, "", false)).fragments());
    assertEquals(
        List.of(),
        group(",'tags':{'annotate-zero-sidecar':'True'}", containers, settings(false, "", true))
            .fragments());
    assertEquals(
        List.of(FragmentImport.INFRASTRUCTURE),
        group(",'tags':{'owner':'me'}", containers, settings(false, "", false)).fragments());
    assertEquals(
        "7", group("", containers, settings(false, "7", true)).fragments().getFirst().minimumSvn());
  }

  @Test
  void aParameterFileWithoutAValueTakesTheDefaultAway() {
    String template =
        template(
            "",
            "'containers':[{'properties':{'image':'i',"
                + "'environmentVariables':[{'name':'V','value':'[parameters(~b~)]'}]}}]");
    for (String[] file :
        new String[][] {
          {"{\"value\":\"given\"}", "string V=given"},
          {"{\"value\":\"\"}", "re2 V=.*"},
          {"{\"reference\":{\"keyVault\":{}}}", "re2 V=.*"}
        }) {
      PolicyContainer container =
          ArmTemplate.parse(template, "{\"parameters\":{\"b\":" + file[0] + "}}")
              .groups(GroupSettings.DEFAULT)
              .getFirst()
              .containers()
              .getFirst()
              .merge(IMAGE);
      assertEquals(
          file[1],
          container.envRules().getFirst().strategy()
              + " "
              + container.envRules().getFirst().pattern());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'containers':[]",
        "'containers':[{'properties':{}}]",
        "'containers':[{'properties':{'image':'[parameters(~open~)]'}}]",
        "'containers':[{'properties':{'image':'i','command':'text'}}]",
        "'containers':[{'properties':{'image':'i','environmentVariables':[{'name':'A'}]}}]",
        "'containers':[{'properties':{'image':'i','environmentVariables':[{'value':'A'}]}}]",
        "'containers':[{'properties':{'image':'i','environmentVariables':[{'name':'A','value':5}]}}]",
        "'containers':[{'properties':{'image':'[parameters(~gone~)]'}}]",
        "'containers':[{'properties':{'image':'i','volumeMounts':[{'name':'x','mountPath':'/'}]}}]",
        "'containers':[{'properties':{'image':'i','livenessProbe':{'exec':{'command':[]}}}}]",
        "'containers':[{'properties':{'image':'i','securityContext':{'runAsUser':'5'}}}]",
        "'containers':[{'properties':{'image':'i','securityContext':{'runAsUser':-1}}}]",
        "'containers':[{'properties':{'image':'i','securityContext':{'privileged':1}}}]",
        "'osType':'Windows','containers':[{'properties':{'image':'i'}}]"
      })
  void whatIsWrongIsAnError(String properties) {
    assertThrows(MalformedException.class, () -> group("", properties, GroupSettings.DEFAULT));
  }

  @Test
  void otherResourcesAndOtherLetterCaseAreNoGroups() {
    assertThrows(
        MalformedException.class,
        () ->
            ArmTemplate.parse(
                    "{\"resources\":[{\"type\":\"microsoft.containerinstance/containergroups\"}]}",
                    "")
                .groups(GroupSettings.DEFAULT));
  }

  @Test
  void credentialsReplaceThoseOfTheSameServer() {
    String text =
        template(
            "",
            "'containers':[{'properties':{'image':'i'}}],'imageRegistryCredentials':["
                + "{'server':'One.example','username':'a','password':'b'},{'server':'two.example'}]");
    JsonText changed =
        ArmCredentials.with(
            ArmCredentials.with(JsonText.parse(text), "one.example", "u", "p"), "three", "v", "q");
    assertEquals(
        "[{\"server\":\"one.example\",\"username\":\"u\",\"password\":\"p\"},"
            + "{\"server\":\"two.example\"},"
            + "{\"server\":\"three\",\"username\":\"v\",\"password\":\"q\"}]",
        JsonText.at(
                changed.value(),
                List.of("resources", "0", "properties", "imageRegistryCredentials"))
            .toCompact());
  }

  @Test
  void imagesAreReplacedByTheirComputedNames() {
    String text = template("", "'containers':[{'properties':{'image':'i:[parameters(~b~)]'}}]");
    ImageNames names = new ImageNames(Map.of("i:B", "i@sha256:00", "j", "k"));
    String changed = ArmTemplate.withImages(text, "", names);
    assertTrue(changed.contains("\"image\":\"i@sha256:00\""), changed);
    assertThrows(MalformedException.class, names::checkAllUsed);
    assertEquals(Json.NULL, JsonText.at(Json.NULL, List.of("x")));
  }
}
