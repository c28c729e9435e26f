package hearth.studio.mcp.client;

import java.time.Duration;

/**
 * What a server may cost.
 *
 * @param messageBytes of one message, also of one event of a stream
 * @param tools all together; what is beyond is left out and told
 * @param toolChars of one tool's definition as JSON
 * @param pages of its list
 * @param resultChars of one result; what is beyond is cut off and told
 * @param startTime for the start of a program, which may have to download something, until it is ready
 * @param listTime for one page of the list of tools
 * @param callTime for one call
 * @param endTime a program gets to end by itself, and again after it was asked to
 */
public record McpLimits(
        int messageBytes,
        int tools,
        int toolChars,
        int pages,
        int resultChars,
        Duration startTime,
        Duration listTime,
        Duration callTime,
        Duration endTime) {
    /** Those of the studio. */
    public static McpLimits usual() {
        return new McpLimits(8 << 20, 256, 64 << 10, 64, 200_000, Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMinutes(10),
                Duration.ofMillis(1500));
    }

    /** Others for a call. */
    public McpLimits withCallTime(Duration value) {
        return new McpLimits(messageBytes, tools, toolChars, pages, resultChars, startTime, listTime, value, endTime);
    }

    /** Others for the beginning. */
    public McpLimits withStartTime(Duration value) {
        return new McpLimits(messageBytes, tools, toolChars, pages, resultChars, value, value, callTime, endTime);
    }

    /** Others for messages. */
    public McpLimits withMessageBytes(int value) {
        return new McpLimits(value, tools, toolChars, pages, resultChars, startTime, listTime, callTime, endTime);
    }

    /** Others for tools. */
    public McpLimits withTools(int value) {
        return new McpLimits(messageBytes, value, toolChars, pages, resultChars, startTime, listTime, callTime, endTime);
    }

    /** Others for results. */
    public McpLimits withResultChars(int value) {
        return new McpLimits(messageBytes, tools, toolChars, pages, value, startTime, listTime, callTime, endTime);
    }
}
