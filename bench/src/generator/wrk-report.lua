-- Prints what wrk counted as one line of JSON. With RANGES_OF, each request asks for 64 KiB at another place of a blob.
local size = tonumber(os.getenv("RANGES_OF"))
if size then
  local length = 65536
  request = function()
    local first = math.random(0, size / length - 1) * length
    wrk.headers["Range"] = "bytes=" .. first .. "-" .. (first + length - 1)
    return wrk.format()
  end
end

done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('\n{"requests":%d,"bytes":%d,"seconds":%f,"p50":%f,"p99":%f,"failed":%d}\n',
    summary.requests, summary.bytes, summary.duration / 1e6, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout))
end
