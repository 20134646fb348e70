import { describe, expect, it } from "@effect/vitest"
import { OpenApi } from "effect/http-api"
import { Api, DocumentedApi } from "./api.ts"
import { FILE_PATHS } from "./candles.ts"

const paths = (spec: OpenApi.OpenAPISpec) =>
  Object.entries(spec.paths)
    .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`))
    .sort()

describe("the contract", () => {
  it("holds every route of the HTTP API", () => {
    expect(paths(OpenApi.fromApi(Api))).toEqual(
      [
        "GET /api/v1/activity",
        "GET /api/v1/alerts",
        "POST /api/v1/alerts/channels",
        "PATCH /api/v1/alerts/channels/{channelId}",
        "DELETE /api/v1/alerts/channels/{channelId}",
        "POST /api/v1/alerts/channels/{channelId}/test",
        "POST /api/v1/alerts/links/void",
        "POST /api/v1/links/look",
        "POST /api/v1/links/use",
        "GET /api/v1/preferences",
        "PUT /api/v1/preferences",
        "GET /api/v1/backtests",
        "POST /api/v1/backtests",
        "GET /api/v1/backtests/{backtestId}",
        "GET /api/v1/backtests/{backtestId}/result",
        "GET /api/v1/backtests/{backtestId}/trades",
        "GET /api/v1/backtests/{backtestId}/against/{otherId}",
        "POST /api/v1/backtests/{backtestId}/cancel",
        "DELETE /api/v1/backtests/{backtestId}",
        "GET /api/v1/sweeps",
        "POST /api/v1/sweeps",
        "GET /api/v1/sweeps/{sweepId}",
        "GET /api/v1/sweeps/{sweepId}/result",
        "GET /api/v1/sweeps/{sweepId}/map",
        "POST /api/v1/sweeps/{sweepId}/cancel",
        "DELETE /api/v1/sweeps/{sweepId}",
        "GET /api/v1/candles",
        "GET /api/v1/candles/{venue}/{symbol}/columns",
        "POST /api/v1/candles/import/{symbol}",
        "POST /api/v1/candles/look/{symbol}",
        "DELETE /api/v1/candles/import/{symbol}",
        "GET /api/v1/candles/downloads",
        "POST /api/v1/candles/downloads",
        "GET /api/v1/candles/downloads/{downloadId}",
        "POST /api/v1/candles/downloads/{downloadId}/cancel",
        "GET /api/v1/bots",
        "GET /api/v1/bots/{botId}",
        "GET /api/v1/bots/{botId}/events",
        "GET /api/v1/bots/{botId}/orders",
        "GET /api/v1/bots/{botId}/performance",
        "GET /api/v1/bots/{botId}/runs",
        "GET /api/v1/bots/{botId}/runs/{runId}",
        "DELETE /api/v1/bots/{botId}",
        "POST /api/v1/bots/{botId}/archive",
        "POST /api/v1/bots/{botId}/unarchive",
        "GET /api/v1/connections",
        "POST /api/v1/connections",
        "POST /api/v1/connections/{connectionId}/arm",
        "POST /api/v1/connections/{connectionId}/disarm",
        "POST /api/v1/connections/{connectionId}/test",
        "GET /api/v1/connections/offer",
        "PATCH /api/v1/connections/{connectionId}",
        "DELETE /api/v1/connections/{connectionId}",
        "PUT /api/v1/connections/{connectionId}/secret",
        "GET /api/v1/exchanges",
        "GET /api/v1/exchanges/{venue}/markets/{symbol}",
        "POST /api/v1/exchanges/{venue}/markets/{symbol}/follow",
        "GET /api/v1/exchanges/{venue}/markets/{symbol}/candles",
        "GET /api/v1/exchanges/{venue}/markets/{symbol}/presets",
        "GET /api/v1/venues",
        "GET /api/v1/venues/{venue}/instruments",
        "GET /api/v1/health",
        "GET /api/v1/kill-switch",
        "GET /api/v1/ledger/entries",
        "GET /api/v1/ledger/file",
        "GET /api/v1/ledger/sums",
        "GET /api/v1/me",
        "DELETE /api/v1/me",
        "GET /api/v1/me/erasure",
        "GET /api/v1/me/export",
        "GET /api/v1/me/export/pages",
        "GET /api/v1/metrics",
        "GET /api/v1/metrics/bots",
        "GET /api/v1/notifications",
        "GET /api/v1/risk-limits",
        "PUT /api/v1/risk-limits",
        "GET /api/v1/signals",
        "GET /api/v1/strategies",
        "PATCH /api/v1/bots/{botId}",
        "POST /api/v1/bots",
        "POST /api/v1/bots/{botId}/foresee-change",
        "POST /api/v1/bots/{botId}/enter",
        "POST /api/v1/bots/{botId}/funds",
        "POST /api/v1/bots/{botId}/funds/take",
        "GET /api/v1/bots/{botId}/rehearsal",
        "POST /api/v1/bots/{botId}/rehearsal",
        "POST /api/v1/bots/{botId}/rehearsal/waive",
        "POST /api/v1/bots/{botId}/pause",
        "POST /api/v1/bots/{botId}/resume",
        "POST /api/v1/bots/{botId}/start",
        "POST /api/v1/bots/{botId}/stop",
        "POST /api/v1/kill-switch",
        "POST /api/v1/notifications/read",
        "DELETE /api/v1/kill-switch",
        "POST /api/v1/realtime/negotiate",
        "POST /api/v1/signals/foresee",
        "POST /api/v1/signals/test",
        "POST /api/v1/signals/token"
      ].sort()
    )
  })

  it("names what is sent a whole file, which hosts let be large", () => {
    const files = Object.entries(OpenApi.fromApi(Api).paths).flatMap(([path, { post }]) =>
      post?.requestBody?.content["application/octet-stream"] === undefined ? [] : [path.replace("{symbol}", "")]
    )
    expect(files.sort()).toEqual([...FILE_PATHS])
  })

  it("documents the webhook beside them", () => {
    const spec = OpenApi.fromApi(DocumentedApi)
    expect(paths(spec)).toContain("POST /api/v1/webhooks/tradingview/{token}")
    // An alert may carry more; a bot may not.
    expect(spec.components.schemas["TradingViewAlert"]).not.toMatchObject({ additionalProperties: false })
    expect(spec.components.schemas["GridSettings"]).toMatchObject({
      required: ["_tag", "investment", "lowPrice", "highPrice"],
      properties: { spacing: { default: "GEOMETRIC" }, trailingUp: { default: true } }
    })
    expect(spec.components.schemas["NewBot"]).toMatchObject({ additionalProperties: false })
  })

  it("describes problems as application/problem+json", () => {
    const get = OpenApi.fromApi(Api).paths["/api/v1/bots/{botId}"]?.get
    expect(Object.keys(get?.responses ?? {})).toEqual(
      expect.arrayContaining(["200", "400", "401", "404", "500", "503"])
    )
    expect(Object.keys(get?.responses[404]?.content ?? {})).toEqual(["application/problem+json"])
  })
})
