/**
 * Which way imports may point: site -> api/contract -> domain; api, execution, realtime -> infra/platform -> domain;
 * api -> backtest -> api/contract, infra/platform, domain; infra/local -> all of them; tests -> everything. `tests/boundaries.mjs` runs this and proves that each rule bites.
 */
const houses = "^(domain|backtest|api|execution|realtime|site|infra|tests)/"

/** Everything of ours but the folders named. */
const ours = (...allowed) => ({ path: houses, pathNot: allowed.map((folder) => `^${folder}/`) })

const test = "\\.test\\.tsx?$"
const fixture = "\\.fixture\\.tsx?$"

export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Modules that need each other, be it for a type, are one module.",
      severity: "error",
      from: {},
      to: { circular: true }
    },
    {
      name: "every-import-resolves",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(astro|virtual):" }
    },
    {
      name: "domain-stands-alone",
      comment: "The domain is pure: no I/O, no clock, no package but effect.",
      severity: "error",
      from: { path: "^domain/", pathNot: [test, fixture] },
      to: { pathNot: ["^domain/", "(^|/)node_modules/effect/"] }
    },
    {
      name: "domain-core-of-effect-only",
      comment: "Of effect only its core: no http, sql, workers, processes.",
      severity: "error",
      from: { path: "^domain/", pathNot: test },
      to: { path: "node_modules/effect/(dist|src)/[a-z][^/]*/", pathNot: "node_modules/effect/(dist|src)/internal/" }
    },
    {
      name: "domain-tests-see-domain-only",
      severity: "error",
      from: { path: [`^domain/.*${test}`, `^domain/.*${fixture}`], pathNot: "^domain/src/spec.fixture.ts$" },
      to: ours("domain")
    },
    {
      name: "core-knows-no-strategy",
      comment: "A bot's core knows the contract of a strategy; which ones there are is told from outside.",
      severity: "error",
      from: {
        path: "^domain/src/(bot|calendar|exchange|field|indicator|ledger|market|number|order|terms)/",
        pathNot: [test, "\\.fixture\\.ts$"]
      },
      to: { path: "^domain/src/(strategy|simulation|risk)/" }
    },
    {
      name: "contract-sees-domain-only",
      comment: "The site bundles the contract: no server code may come along.",
      severity: "error",
      from: { path: "^api/contract/", pathNot: test },
      to: ours("api/contract", "domain")
    },
    {
      name: "contract-runs-in-a-browser",
      severity: "error",
      from: { path: "^api/contract/", pathNot: test },
      to: { dependencyTypes: ["core"] }
    },
    {
      name: "site-sees-contract-and-domain",
      severity: "error",
      from: { path: "^site/" },
      to: ours("site", "api/contract", "domain")
    },
    {
      name: "platform-sees-domain",
      severity: "error",
      from: { path: "^infra/platform/", pathNot: test },
      to: ours("infra/platform", "infra/resources", "domain")
    },
    {
      name: "api-sees-platform-and-domain",
      severity: "error",
      from: { path: "^api/", pathNot: test },
      to: ours("api", "backtest", "infra/platform", "domain")
    },
    {
      name: "backtest-sees-contract-platform-and-domain",
      comment: "Of what is on offer only the shell's command line knows.",
      severity: "error",
      from: { path: "^backtest/", pathNot: [test, "^backtest/src/shell/"] },
      to: ours("backtest", "api/contract", "infra/platform", "domain")
    },
    {
      name: "shell-sees-execution-too",
      severity: "error",
      from: { path: "^backtest/src/shell/", pathNot: test },
      to: ours("backtest", "api/contract", "execution", "infra/platform", "domain")
    },
    {
      name: "execution-sees-platform-and-domain",
      severity: "error",
      from: { path: "^execution/", pathNot: test },
      to: ours("execution", "infra/platform", "domain")
    },
    {
      name: "risk-knows-no-orders",
      comment: "Orders pass the gate of risk; risk does not need to know how they are carried.",
      severity: "error",
      from: { path: "^execution/src/risk/", pathNot: test },
      to: { path: "^execution/src/orders/" }
    },
    {
      name: "wire-knows-no-broker",
      comment: "How a network is asked is the same for all: what is particular to a broker stays with it.",
      severity: "error",
      from: { path: "^execution/src/wire/", pathNot: test },
      to: { path: "^execution/src/", pathNot: "^execution/src/wire/" }
    },
    {
      name: "realtime-sees-platform-and-domain",
      severity: "error",
      from: { path: "^realtime/", pathNot: test },
      to: ours("realtime", "infra/platform", "domain")
    },
    {
      name: "nothing-sees-local",
      comment: "Where it runs is known to nobody but the tests, and what lays it out and deploys it.",
      severity: "error",
      from: { path: houses, pathNot: ["^infra/(local|cloud|bicep|deploy)/", "^tests/"] },
      to: { path: "^infra/(local|cloud)/" }
    },
    {
      name: "local-knows-no-cloud",
      comment: "One machine needs nothing of Azure.",
      severity: "error",
      from: { path: "^infra/local/" },
      to: { path: "^(infra/cloud/|infra/platform/src/azure/|node_modules/@azure/(?!functions))" }
    },
    {
      name: "nothing-sees-tests",
      severity: "error",
      from: { path: houses, pathNot: ["^tests/", test] },
      to: { path: "^tests/" }
    }
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    // Only our own: effect's files live in a `dist` too.
    exclude: { path: "^(site|api|execution|realtime|infra/local|infra/platform|tests)/(dist|\\.astro|\\.build)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".css"]
    }
  }
}
