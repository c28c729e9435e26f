package hearth.rules;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/** A class as it was compiled. All members it calls, reads or refers to are in its constant pool. */
final class CompiledClass {
    private final ClassModel model;
    private final String name;
    private final List<String> problems = new ArrayList<>();

    private CompiledClass(byte[] bytes) {
        this.model = ClassFile.of().parse(bytes);
        this.name = model.thisClass().asInternalName();
    }

    /** What the class does that it must not; empty when nothing. */
    static List<String> problems(byte[] bytes) {
        CompiledClass read = new CompiledClass(bytes);
        read.checkUses();
        read.checkMethods();
        read.checkFields();
        return read.problems;
    }

    private void add(String problem) {
        problems.add(name.replace('/', '.') + " " + problem);
    }

    private void checkUses() {
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof MemberRefEntry used) {
                String owner = used.owner().asInternalName();
                String member = used.name().stringValue();
                for (Ban ban : Ban.ALL) {
                    if (ban.forbids(name, owner, member, used.type().stringValue())) {
                        add("uses " + owner.replace('/', '.') + "." + member + ": " + ban.reason());
                    }
                }
            }
        }
    }

    private void checkMethods() {
        for (MethodModel method : model.methods()) {
            if (method.methodName().equalsString("finalize") && method.methodType().equalsString("()V")) {
                add("has a finalizer: what must be closed is AutoCloseable");
            }
        }
    }

    private void checkFields() {
        for (FieldModel field : model.fields()) {
            boolean changes = field.flags().has(AccessFlag.STATIC) && !field.flags().has(AccessFlag.FINAL);
            if (changes && !field.flags().has(AccessFlag.SYNTHETIC)) {
                add("has static state that changes, " + field.fieldName().stringValue() + ": two engines in one process must not meet");
            }
        }
    }
}
