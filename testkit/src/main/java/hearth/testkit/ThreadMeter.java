package hearth.testkit;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What threads used so far. */
public final class ThreadMeter {
    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final OperatingSystemMXBean MACHINE = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ThreadMeter() {}

    /** Bytes that the current thread has allocated. */
    public static long allocatedBytes() {
        return BEAN.getCurrentThreadAllocatedBytes();
    }

    /** Bytes that all live threads named {@code prefix…} have allocated, and the current one. */
    public static long allocatedBytes(String prefix) {
        long sum = allocatedBytes();
        for (var info : BEAN.getThreadInfo(BEAN.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith(prefix)) {
                sum += Math.max(0, BEAN.getThreadAllocatedBytes(info.getThreadId()));
            }
        }
        return sum;
    }

    /** Processor time of all threads of this process, the compiler's too, in nanoseconds. */
    public static long processCpuNanos() {
        return MACHINE.getProcessCpuTime();
    }

    /** Processor time of a live thread, in nanoseconds. */
    public static long cpuNanos(Thread thread) {
        return BEAN.getThreadCpuTime(thread.threadId());
    }
}
