import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** What starts the whole system, or one of our commands in a process of its own. */
const whole = [
  "tests/{isolation,erasure,webhook,errors,pipeline,leases,kill-switch,parity,chaos,standins,package}/**/*.test.ts",
  "infra/local/src/{main,supervise}.test.ts",
  "backtest/src/shell/backtest.test.ts"
]
/** Those of them that are also run with what they keep in Azure's services. */
const onAzure = ["tests/{isolation,pipeline,kill-switch,parity}/**/*.test.ts"]
/** Several processes of a part, on what plays Azure's services: a minute and more of two cores. */
const distributed = ["tests/cloud/**/*.test.ts"]
const inBrowser = ["tests/browser/**/*.test.ts"]
/** What needs the Bicep CLI. */
const compiling = ["infra/bicep/{compile,variations}.test.ts"]
/** Bots, accounts and books at random: they take most of the time, and are left out where `TRADETOWER_TRIALS` is 0. */
const trials = [
  "domain/src/simulation/{invariants,properties,look-ahead,terms}.test.ts",
  "domain/src/ledger/worth.test.ts",
  "domain/src/exchange/conservation.test.ts",
  "domain/src/bot/waking.test.ts"
]
/** They take longest, which their size doesn't tell where no times are known yet: they begin first. */
const longest = [
  "tests/browser/pages.test.ts",
  "tests/browser/browser.test.ts",
  "tests/contracts/azure/service-bus.test.ts",
  "tests/contracts/exchange.test.ts",
  "tests/contracts/azure.test.ts",
  "domain/src/simulation/properties.test.ts",
  "tests/pipeline/document-sizes.test.ts",
  "backtest/src/shell/backtest.test.ts"
]

class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const place = ({ moduleId }: TestSpecification) =>
      longest.findIndex((file) => moduleId.endsWith(file)) + 1 || Infinity
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => place(a) - place(b) || 0)
  }
}

const leftOut = process.env["TRADETOWER_TRIALS"] === "0" ? trials : []
const nowhere = ["**/node_modules/**", "**/dist/**", "**/.build/**"]
const conditions = { conditions: ["source"] }
/** For a test that hangs, ms: a busy machine may take many times what a quiet one takes. */
const PATIENCE = 300_000

export default defineConfig({
  resolve: conditions,
  ssr: { resolve: conditions },
  test: {
    environment: "node",
    exclude: nowhere,
    // Many tests wait for a process or the disk: two at once also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // No test changes what another shares; a file then doesn't load everything anew, which was half the time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: PATIENCE,
    hookTimeout: PATIENCE,
    expect: { poll: { timeout: PATIENCE / 2, interval: 50 } },
    coverage: { provider: "v8", include: ["*/src/**", "api/contract/**", "infra/*/src/**"] },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{domain,backtest,api,execution,realtime,infra,site}/**/*.test.{ts,tsx}", "tests/**/*.test.ts"],
          exclude: [...nowhere, ...whole, ...distributed, ...inBrowser, ...compiling, ...leftOut]
        }
      },
      { extends: true, test: { name: "system", include: whole, globalSetup: "tests/system/build.ts" } },
      {
        extends: true,
        test: {
          name: "azure",
          include: [...onAzure, ...distributed],
          globalSetup: ["tests/system/build.ts", "tests/system/azure-services.ts"]
        }
      },
      { extends: true, test: { name: "infra", include: compiling, globalSetup: "infra/bicep/compile-once.ts" } },
      // Each file has a system and a browser of its own.
      { extends: true, test: { name: "browser", include: inBrowser, globalSetup: "tests/system/build.ts" } }
    ]
  }
})
