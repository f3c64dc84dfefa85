package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.engine.TranslationCache;
import dev.seedkernel.aarch64.engine.Translator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run finds what earlier ones have translated, and leaves what it has translated itself: a
 * directory that was named, the user's cache directory, or nowhere.
 *
 * <p>A run is as good without: what is wrong with the directory of the user's cache is told with
 * {@code --debug} only. One that was named is meant to be used, so what is wrong with it is told.
 */
final class KeptTranslations {
  /** In place of a directory's name: nothing is kept. */
  static final String NONE = "none";

  private static final KeptTranslations NOWHERE = new KeptTranslations(null, false);

  private final @Nullable TranslationCache cache;
  private final boolean named;

  private KeptTranslations(@Nullable TranslationCache cache, boolean named) {
    this.cache = cache;
    this.named = named;
  }

  /**
   * Returns where the translations of a run are kept.
   *
   * @param option the directory's name, {@link #NONE}, or empty for the user's cache directory
   */
  static KeptTranslations in(String option) throws FailedException {
    if (option.equals(NONE)) {
      return NOWHERE;
    }
    if (option.isEmpty()) {
      return usual(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"))
          .map(directory -> new KeptTranslations(TranslationCache.in(directory), false))
          .orElse(NOWHERE);
    }
    Path directory = Path.of(option);
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new FailedException("--translation-cache: " + directory + ": not a directory");
    }
    TranslationCache cache = TranslationCache.in(directory);
    try {
      cache.check();
    } catch (IOException e) {
      throw new FailedException(message(e), e);
    }
    return new KeptTranslations(cache, true);
  }

  /**
   * Returns the directory that the XDG Base Directory Specification names: a relative
   * XDG_CACHE_HOME is ignored.
   */
  static Optional<Path> usual(@Nullable String cacheHome, @Nullable String home) {
    if (cacheHome != null && cacheHome.startsWith("/")) {
      return Optional.of(Path.of(cacheHome, "seedkernel"));
    }
    // The JVM says "?" for users without one.
    return home != null && home.startsWith("/")
        ? Optional.of(Path.of(home, ".cache", "seedkernel"))
        : Optional.empty();
  }

  /** Returns a translator that uses what is kept. */
  Translator with(Translator translator) {
    return cache == null ? translator : translator.withCache(cache);
  }

  /** Keeps what this run has translated. Results are there already, so nothing fails. */
  void save(Streams streams, boolean debug) {
    if (cache == null) {
      return;
    }
    try {
      cache.save();
    } catch (IOException e) {
      if (named || debug) {
        streams.complain(message(e));
      }
    }
  }

  private static String message(IOException e) {
    return "--translation-cache: " + Failures.describe(e);
  }
}
