import { fileURLToPath } from "node:url"
import { generateSW } from "workbox-build"

/** Writes the service worker after the build: pages and assets open offline, the API is never cached. */
export const offline = () => ({
  name: "offline",
  hooks: {
    "astro:build:done": async ({ dir, logger }) => {
      const out = fileURLToPath(dir)
      const { count, size, warnings } = await generateSW({
        globDirectory: out,
        globPatterns: ["**/*.{html,js,css,woff2,svg,png,webmanifest}"],
        globIgnores: ["**/geist-{cyrillic,vietnamese,latin-ext}*"],
        swDest: `${out}/service-worker.js`,
        cleanupOutdatedCaches: true,
        clientsClaim: true,
        skipWaiting: true,
        importScripts: ["/push.js"],
        sourcemap: false,
        inlineWorkboxRuntime: true,
        dontCacheBustURLsMatching: /^_astro\//,
        ignoreURLParametersMatching: [/.*/],
        directoryIndex: "index.html",
        navigateFallback: null
      })
      for (const warning of warnings) logger.warn(warning)
      logger.info(`service worker keeps ${count} files, ${Math.round(size / 1024)} KB`)
    }
  }
})
