package hearth.clients.spring;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** A tool to be asked for. */
record Weather() implements ToolCallback {
    @Override
    public ToolDefinition getToolDefinition() {
        return ToolDefinition.builder()
                .name("weather")
                .description("the weather of a city")
                .inputSchema("{\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}}")
                .build();
    }

    @Override
    public String call(String arguments) {
        return "12 degrees";
    }
}
