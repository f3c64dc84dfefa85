import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Raises the version of old class files in a jar, and gives them the stack maps that go with it.
 *
 * <p>The AOT cache takes no classes of a version before 50, because only the old verifier can check
 * them; picocli's have 49, and loading them took a fifth of the launcher's start-up.
 */
final class Modernise {
  private static final int FIRST_WITH_STACK_MAPS = 50;

  private Modernise() {}

  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      Path path = Path.of(jar).toAbsolutePath();
      try (URLClassLoader loader = new URLClassLoader(new URL[] {path.toUri().toURL()});
          FileSystem files = FileSystems.newFileSystem(URI.create("jar:" + path.toUri()), Map.of())) {
        ClassFile tool =
            ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(
                    ClassHierarchyResolver.ofResourceParsing(loader)
                        .orElse(ClassHierarchyResolver.defaultResolver())));
        List<Path> classes;
        try (Stream<Path> all = Files.walk(files.getPath("/"))) {
          classes = all.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : classes) {
          convert(tool, file);
        }
      }
    }
  }

  private static void convert(ClassFile tool, Path file) throws IOException {
    var model = tool.parse(Files.readAllBytes(file));
    if (model.majorVersion() < FIRST_WITH_STACK_MAPS) {
      var version = ClassFileVersion.of(ClassFile.JAVA_17_VERSION, 0);
      ClassTransform raise =
          (builder, element) ->
              builder.with(element instanceof ClassFileVersion ? version : element);
      // Method bodies have to be taken apart: those that are copied get no stack maps.
      CodeTransform rebuild = (builder, element) -> builder.with(element);
      Files.write(
          file,
          tool.transformClass(
              model, raise.andThen(ClassTransform.transformingMethodBodies(rebuild))));
    }
  }
}
