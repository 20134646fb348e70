import { defineConfig } from "vitest/config"

/** Suites that start the whole system or a browser; `npm test` runs them one after another, after everything else. */
const whole = ["tests/{isolation,webhook,errors,pipeline,kill-switch,parity,browser,chaos}/**/*.test.ts"]
const conditions = { conditions: ["source"] }

export default defineConfig({
  resolve: conditions,
  ssr: { resolve: conditions },
  test: {
    environment: "node",
    exclude: ["**/node_modules/**", "**/dist/**", "**/.build/**"],
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
          exclude: ["**/node_modules/**", "**/dist/**", "**/.build/**", ...whole]
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
      }
    ]
  }
})
