import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/** Suites that start the whole system; each is a stage of `npm test`. */
const whole = ["tests/{isolation,webhook,errors,pipeline,leases,kill-switch,parity,chaos}/**/*.test.ts"]
const inBrowser = ["tests/browser/**/*.test.ts"]
/** Bots, accounts and books at random: they take most of the time, and are left out where `TRADETOWER_TRIALS` is 0. */
const trials = [
  "domain/src/simulation/{invariants,properties,look-ahead,terms}.test.ts",
  "domain/src/ledger/worth.test.ts",
  "domain/src/exchange/conservation.test.ts",
  "domain/src/bot/waking.test.ts"
]
const leftOut = process.env["TRADETOWER_TRIALS"] === "0" ? trials : []
const nowhere = ["**/node_modules/**", "**/dist/**", "**/.build/**"]
const conditions = { conditions: ["source"] }

export default defineConfig({
  resolve: conditions,
  ssr: { resolve: conditions },
  test: {
    environment: "node",
    exclude: nowhere,
    // Many tests wait for a process or the disk: two at once also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: { provider: "v8", include: ["*/src/**", "api/contract/**", "infra/*/src/**"] },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // No test changes what another shares; a file then doesn't load everything anew, which was half the time.
          isolate: false,
          // For a test that hangs: a busy machine may take many times what a quiet one takes.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          include: ["{domain,backtest,api,execution,realtime,infra,site}/**/*.test.{ts,tsx}", "tests/**/*.test.ts"],
          exclude: [...nowhere, ...whole, ...inBrowser, ...leftOut]
        }
      },
      {
        extends: true,
        test: {
          name: "system",
          include: whole,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000
        }
      },
      {
        extends: true,
        // Each file has a system and a browser of its own.
        test: { name: "browser", include: inBrowser, testTimeout: 300_000, hookTimeout: 120_000 }
      }
    ]
  }
})
