package hearth.format.gguf;

import java.util.List;

/** What precedes the tensor data of one file; tensors carry absolute offsets. */
record GgufHeader(int version, GgufMetadata metadata, List<TensorInfo> tensors) {}
