package coffer.cli;

import coffer.cce.FragmentImport;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyForm;
import coffer.cce.PolicyText;
import coffer.generate.PolicyGenerator;
import coffer.json.Json;
import coffer.lint.Finding;
import coffer.lint.Linter;
import coffer.python.PythonText;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Makes policies with the flags, questions and bytes of `az confcom acipolicygen` 2.0.1.
@Command(
    name = "generate",
    description = {
      "Generate the CCE policy of each container group of a template.",
      "Flags, questions and bytes are those of 'az confcom acipolicygen' 2.0.1: a template or a YAML"
          + " file gets its policies put in place, and their digests are printed, unless a form to"
          + " print is asked for."
    },
    footer = {
      "",
      "Example: the policy text of a template whose images are described in a file.",
      "  coffer policy generate -a template.json --image-facts images.json --outraw"
    })
final class PolicyGenerateCommand implements Callable<Integer> {
  @Mixin PolicySourceOptions source = new PolicySourceOptions();
  @Mixin PolicyImageOptions images = new PolicyImageOptions();
  @Mixin PolicyGroupOptions group = new PolicyGroupOptions();
  @Mixin PolicyFragmentOptions fragments = new PolicyFragmentOptions();
  @Mixin PolicyPrintOptions print = new PolicyPrintOptions();
  @Mixin PolicyEditOptions edit = new PolicyEditOptions();
  @Mixin PolicyOutputOptions output = new PolicyOutputOptions();

  @Option(
      names = {"-d", "--diff"},
      description = "Compare with the policies that the document has; 2 when they differ.")
  boolean diff;

  @Option(
      names = {"-v", "--validate-sidecar"},
      description = "Compare the service's own sidecars with their images; 2 when they differ.")
  boolean validateSidecar;

  @Option(names = "--print-existing-policy", description = "Print the policies that are there.")
  boolean printExisting;

  @Mixin RunFindingOptions strictness = new RunFindingOptions();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  private final List<Json> results = new ArrayList<>();
  private boolean changed;

  @Override
  public Integer call() throws Exception {
    try (PolicyImageOptions _ = images) {
      return Compatible.run(this::run);
    }
  }

  private void check() {
    source.check();
    group.check();
    fragments.check();
    print.check(source.template != null);
    output.check(source.template != null, source.virtualNodeYaml != null);
    strictness.check();
    if (diff && source.template == null && source.virtualNodeYaml == null) {
      throw PolicyGroupOptions.failure("--diff needs --template-file or --virtual-node-yaml");
    }
  }

  private Integer run() throws IOException {
    check();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Prompt prompt = new Prompt(out);
    if (printExisting && (source.template != null || source.virtualNodeYaml != null)) {
      return printExisting(out);
    }
    images.check(out);
    group.warn(err);
    GroupSettings settings = group.settings(prompt, fragments.imports());
    if (!source.containers.withContainers.isEmpty()) {
      return printDefined(settings);
    }
    ImageNames names = edit.images();
    PolicySource read = PolicySource.load(source, images, settings, names);
    names.checkAllUsed();
    read.checkArchive(images);
    PolicyGenerator generator =
        new PolicyGenerator(
            images.catalog(group.platform(), err),
            settings,
            fragments.contents(source.containers.input, read.groups(), images));
    List<Policy> policies = policies(read, generator);
    int status = each(read, policies, generator, prompt);
    finish(read);
    return status;
  }

  private Integer printExisting(PrintWriter out) throws IOException {
    List<ContainerGroup> groups =
        source.evaluate
            ? PolicySource.load(
                    source, images, group.settings(_ -> true, List.of()), new ImageNames(Map.of()))
                .groups()
            : PolicySource.withPolicies(source);
    return new PolicyChecks(out, false).printExisting(groups, source.virtualNodeYaml != null);
  }

  private Integer printDefined(GroupSettings settings) throws IOException {
    List<Json.Obj> containers = new ArrayList<>();
    containers.add(PolicyContainer.pause(settings.allowStdioAccess()).toJson());
    containers.addAll(source.containers.definitions());
    Policy policy =
        edit.apply(
            Policy.of(
                PolicyForm.LINUX,
                List.of(FragmentImport.INFRASTRUCTURE),
                List.of(),
                settings.flags()));
    PolicyText text = policy.textWith(containers, print.outrawPretty);
    strictness.report(
        strictness.strict ? Linter.policy("--with-containers", text) : List.of(),
        spec.commandLine().getErr());
    show("", text);
    finish(new PolicySource(List.of(), null));
    return ExitCode.OK;
  }

  /// The policies of all groups, once it was told what there is to say about them.
  private List<Policy> policies(PolicySource read, PolicyGenerator generator) throws IOException {
    GenerateFindings findings = new GenerateFindings(source, read, print);
    List<Policy> policies = new ArrayList<>();
    for (ContainerGroup one : read.groups()) {
      if (diff || source.virtualNodeYaml != null) {
        ExistingPolicy.check(one.existingPolicy());
      }
      Policy policy = generator.generate(one, container -> findings.leftOut(one, container));
      policies.add(edit.apply(group.compat().apply(policy)));
    }
    if (isInjecting()) {
      read.checkPlaces(policies);
    }
    if (read.groups().isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("warning: no document starts pods, so there is no policy; see 'policy lint'");
    }
    List<Finding> all = new ArrayList<>(findings.of(policies, images, group.infrastructureSvn));
    if (strictness.strict) {
      all.addAll(findings.lint(policies));
    }
    strictness.report(all, spec.commandLine().getErr());
    return policies;
  }

  private int each(
      PolicySource read, List<Policy> policies, PolicyGenerator generator, Prompt prompt)
      throws IOException {
    PolicyChecks checks = new PolicyChecks(spec.commandLine().getOut(), print.outrawPretty);
    Json existing = Json.NULL;
    int status = ExitCode.OK;
    for (int i = 0; i < policies.size(); i++) {
      ContainerGroup one = read.groups().get(i);
      Policy policy = policies.get(i);
      boolean inherits = read.document() != null && read.document().isYaml();
      existing =
          inherits && one.existingPolicy() instanceof Json.Null ? existing : one.existingPolicy();
      if (validateSidecar) {
        status = Math.max(status, checks.validateSidecars(policy, generator));
      } else if (diff) {
        status = Math.max(status, checks.diff(policy, existing));
      } else {
        emit(one, policy, read, prompt);
      }
    }
    return status;
  }

  private void emit(ContainerGroup one, Policy policy, PolicySource read, Prompt prompt)
      throws IOException {
    Policy shown = print.printed(policy);
    PolicyText text = shown.text();
    boolean placed = false;
    PolicyDocument document = read.document();
    if (document != null && one.place() != null && isInjecting()) {
      placed =
          output.overwrite
              || !PythonText.truthy(one.place().current())
              || prompt.ask(one.place().question());
      if (placed) {
        document.set(one.place(), text.base64());
        changed = true;
      }
    }
    if (output.out != null) {
      new PolicyFolder(output.out, read.groups().size() > 1, group.compat())
          .write(one.name(), shown, text, images.measured());
    }
    if (!isPrinting()) {
      if (placed || output.out != null) {
        digest(one.name(), text);
      }
      return;
    }
    show(one.name(), print.text(shown));
    if (print.saveToFile != null) {
      save(print.saveToFile, print.text(policy));
    }
  }

  private boolean isInjecting() {
    return output.inject || output.writeTemplate != null || !print.isAsked() && output.out == null;
  }

  private boolean isPrinting() {
    return print.isAsked()
        || !isInjecting() && output.out == null
        || source.template == null && source.virtualNodeYaml == null && output.out == null;
  }

  private void save(Path file, PolicyText text) throws IOException {
    byte[] content = print.shown(text).getBytes(StandardCharsets.UTF_8);
    NewFile.write(file, out -> out.write(ByteBuffer.wrap(content)));
  }

  private void digest(String name, PolicyText text) {
    if (json.json) {
      results.add(toJson(name, text));
    } else {
      spec.commandLine().getOut().print(text.digest().hex() + "\n");
    }
  }

  private void show(String name, PolicyText text) {
    if (json.json) {
      results.add(toJson(name, text));
    } else {
      spec.commandLine().getOut().print(print.shown(text) + "\n\n\n");
    }
  }

  private void finish(PolicySource read) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PolicyDocument document = read.document();
    boolean wanted = changed || output.writeTemplate != null;
    if (document != null && wanted && isInjecting() && !diff && !validateSidecar) {
      if (output.hasCredentials()) {
        document.replace(RegistryCredentials.of(output).addTo(document.json()));
      }
      if (output.rewrite) {
        document.rewrite();
      }
      Path target = output.writeTemplate == null ? document.file() : output.writeTemplate;
      document.write(target, output.hasCredentials());
    }
    if (json.json) {
      out.println(Json.object().put("policies", results).build().toCompact());
    }
    out.flush();
  }

  private static Json toJson(String name, PolicyText text) {
    return Json.object()
        .put("group", name)
        .put("hostData", text.digest().hex())
        .put("rego", text.text())
        .put("base64", text.base64())
        .build();
  }
}
