/// Enclave packages for Occlum, built from nothing but a JDK and an Occlum distribution: the root
/// file system (the service's jar, a Java runtime, the libraries that it needs), both SEFS images,
/// the configuration with their MACs, the library OS with the configuration's MAC, measured and
/// signed, and the folder and archive that Occlum starts. Nothing of the target is executed, and
/// the same inputs give the same bytes.
///
/// Source: Occlum 0.31, `tools/occlum` (init, build, package) and `tools/occlum_build.mk`.
@NullMarked
package coffer.enclave;

import org.jspecify.annotations.NullMarked;
