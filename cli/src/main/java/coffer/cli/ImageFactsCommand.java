package coffer.cli;

import coffer.json.Json;
import coffer.measure.LayerMeasurement;
import coffer.measure.MeasuredImage;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes what policies need of images.
@Command(
    name = "facts",
    description = {
      "Write configuration and root hashes of images, by the names given here, as the JSON",
      "document that coffer policy generate --image-facts reads. NAME=IMAGE gives an image the",
      "name that a template has for it."
    },
    footer = {
      "",
      "Example: a policy for an image that is in no registry yet.",
      "  coffer image facts example.azurecr.io/app:1=app.tar --out facts.json",
      "  coffer policy generate -a template.json --image-facts facts.json"
    })
final class ImageFactsCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "[NAME=]IMAGE",
      description = "Which images, and their names when a template has others for them.")
  List<String> names = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the document goes (default: standard output).")
  @Nullable Path out;

  @Option(names = "--offline", description = "Take the images from the store, ask no registry.")
  boolean offline;

  @Mixin MeasureMixin measure = new MeasureMixin();

  @Mixin PlatformOption platform = new PlatformOption();

  @Mixin RegistryMixin registry = new RegistryMixin();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Map<String, ImageLocation> wanted = new LinkedHashMap<>();
    for (String argument : names) {
      int equals = argument.indexOf('=');
      wanted.put(
          equals < 0 ? argument : argument.substring(0, equals),
          RegistryMixin.location(argument.substring(equals + 1)));
    }
    Json.ObjectBuilder document = Json.object();
    try (ImageAccess images = registry.access(offline, List.copyOf(wanted.values()))) {
      LayerMeasurement measurement = measure.measurement();
      for (Map.Entry<String, ImageLocation> entry : wanted.entrySet()) {
        document.put(entry.getKey(), facts(images, measurement, entry.getValue()));
      }
    }
    write(document.build());
    return ExitCode.OK;
  }

  private Json.Obj facts(ImageAccess images, LayerMeasurement measurement, ImageLocation location)
      throws Exception {
    MeasuredImage image = measurement.measure(images.open(location, platform.platform()));
    ImpliedFolders.warn(spec.commandLine().getErr(), image);
    return image.facts();
  }

  private void write(Json.Obj document) throws Exception {
    String text = output.json ? document.toCompact() : document.toPretty();
    if (out == null) {
      spec.commandLine().getOut().println(text);
      return;
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text + "\n");
    NewFile.write(out, file -> file.write(bytes));
  }
}
