package coffer.lint;

import coffer.armlang.DeploymentFacts;
import coffer.armlang.EvaluatedTemplate;
import coffer.armlang.LinkedTemplates;
import coffer.armlang.ParameterValues;
import coffer.armlang.Template;
import coffer.source.SourceFile;
import java.util.List;

/// A template and what is known of its deployment.
///
/// @param parameterFiles in the order in which they count
public record TemplateInput(
    SourceFile template,
    List<SourceFile> parameterFiles,
    ParameterValues parameters,
    DeploymentFacts facts,
    LinkedTemplates links) {
  public TemplateInput {
    parameterFiles = List.copyOf(parameterFiles);
  }

  EvaluatedTemplate evaluated() {
    return Template.of(template).evaluate(parameters, facts, links);
  }
}
