package coffer.compression;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// A shared library of the machine, by its soname.
record NativeLibrary(SymbolLookup symbols) {
  /// The library, if the machine has it and it can be loaded here.
  @SuppressWarnings("restricted")
  static Optional<NativeLibrary> find(String soname) {
    try {
      return Optional.of(new NativeLibrary(SymbolLookup.libraryLookup(soname, Arena.global())));
    } catch (IllegalArgumentException | IllegalCallerException _) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("restricted")
  MethodHandle function(String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type);
  }

  /// For what a native call throws: nothing but errors of the JVM.
  static AssertionError unexpected(Throwable thrown) {
    return new AssertionError("a native call threw", thrown);
  }
}
