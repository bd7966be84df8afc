package coffer.armlang;

import coffer.bytes.MalformedException;
import coffer.source.SourceFile;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class TemplateFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void templates(FuzzedDataProvider data) {
    try {
      Template.of(SourceFile.parse("t.json", data.consumeRemainingAsString()))
          .evaluate(ParameterValues.none(), DeploymentFacts.NONE, LinkedTemplates.NONE);
    } catch (MalformedException e) {
      // not a template
    }
  }
}
