import react from "@astrojs/react"
import { defineConfig } from "astro/config"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { ahead } from "./ahead.mjs"
import { offline } from "./offline.mjs"
import { smaller } from "./smaller.mjs"

/** Islands are written for React and run on Preact's compatible, ten times smaller runtime. */
const smallReact = [
  { find: /^react$/, replacement: "preact/compat" },
  { find: /^react-dom$/, replacement: "preact/compat" },
  { find: /^react-dom\/client$/, replacement: "preact/compat/client" },
  { find: /^react\/jsx-runtime$/, replacement: "preact/jsx-runtime" },
  { find: /^react\/jsx-dev-runtime$/, replacement: "preact/jsx-dev-runtime" }
]

/** The oldest engines a page is made for; the README names them. `light-dark()` is younger and lowered by the build. */
const engines = ["safari16.4", "firefox121", "chrome111"]

/** Where live messages come from, if not from the pages' own origin: Web PubSub's `wss://NAME.webpubsub.azure.com`. */
const hub = process.env.TRADETOWER_HUB ? [process.env.TRADETOWER_HUB] : []

/** Whether our own server serves the pages: only it has live messages at their origin. */
const ownServer = hub.length === 0

/** How one signs in, as in `/.auth/login/local`. */
const signIn = process.env.TRADETOWER_SIGN_IN || "local"

/** Every page carries the theme's script itself, as to ask for it would hold up the first paint: its policy names it. */
const theme = createHash("sha256").update(readFileSync(new URL("public/theme.js", import.meta.url)))

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  output: "static",
  trailingSlash: "always",
  compressHTML: true,
  build: { inlineStylesheets: "always" },
  devToolbar: { enabled: false },
  integrations: [react(), ahead(), offline(), smaller()],
  security: {
    csp: {
      scriptDirective: { hashes: [`sha256-${theme.digest("base64")}`] },
      directives: [
        "default-src 'self'",
        ["connect-src 'self'", ...hub].join(" "),
        "img-src 'self' data:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "manifest-src 'self'",
        "worker-src 'self'"
      ]
    }
  },
  vite: {
    define: {
      "import.meta.env.SIGN_IN": JSON.stringify(signIn),
      "import.meta.env.OWN_SERVER": JSON.stringify(ownServer)
    },
    resolve: { alias: smallReact },
    // Else the pages are rendered with whatever older version of it another workspace put on top.
    environments: { prerender: { resolve: { noExternal: ["cookie"] } } },
    worker: { format: "es" },
    build: { modulePreload: { polyfill: false }, target: engines, cssTarget: engines }
  }
})
