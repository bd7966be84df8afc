/// What the readers of ARM templates, pod documents and generator configurations share: members
/// found whatever their letter case, security contexts, volumes, probes, fragment imports, and the
/// group of containers that each of them ends with. The rules are those of `az confcom` 2.0.1.
@NullMarked
package coffer.template;

import org.jspecify.annotations.NullMarked;
